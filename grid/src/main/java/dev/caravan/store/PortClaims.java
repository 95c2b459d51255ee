package dev.caravan.store;

import dev.caravan.model.Goal;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Port;
import dev.caravan.model.Resource;
import dev.caravan.model.Workload;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What workloads claim for the whole cluster: published ports and ingress addresses. A claim is held until the workload's
 * object is gone, since its last pod may still answer there.
 */
public final class PortClaims {
    private PortClaims() {}

    /** The claims of a workload, as users write them: {@code port 8000/tcp}, {@code address shop.example/}. */
    public static java.util.List<String> of(Workload workload) {
        return workload.spec().template().ports().stream()
                .flatMap(port -> java.util.stream.Stream.concat(
                        port.publish().map(p -> publishClaim(p, port.protocol())).stream(),
                        port.at().map(at -> "ingress address '" + at + "'").stream()))
                .toList();
    }

    private static String publishClaim(int number, Port.Protocol protocol) {
        return "port " + number + "/" + (protocol == Port.Protocol.TCP ? "tcp" : "udp");
    }

    /** Refuses a commit that claims what another workload holds. */
    static void check(Map<ObjectKey, Optional<Resource>> staged, Collection<Resource> present) {
        Map<String, ObjectKey> wanted = new TreeMap<>();
        staged.forEach((key, after) -> after.filter(Workload.class::isInstance)
                .map(Workload.class::cast)
                .filter(w -> w.spec().goal() == Goal.RUN)
                .ifPresent(w -> of(w).forEach(claim -> claim(wanted, claim, key))));
        if (wanted.isEmpty()) return;
        for (Resource resource : present) {
            if (resource instanceof Workload workload && !staged.containsKey(workload.key())) {
                of(workload).forEach(claim -> claim(wanted, claim, workload.key()));
            }
        }
    }

    private static void claim(Map<String, ObjectKey> claims, String claim, ObjectKey key) {
        ObjectKey holder = claims.putIfAbsent(claim, key);
        if (holder != null && !holder.equals(key)) {
            throw new StoreException(
                    StoreException.Reason.INVALID, claim + " is claimed by both " + holder + " and " + key);
        }
    }
}
