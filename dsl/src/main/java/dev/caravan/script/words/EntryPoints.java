package dev.caravan.script.words;

import dev.caravan.script.eval.Faults;
import dev.caravan.script.eval.Spot;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Sees that no two ports of a script want the same: a number in a pod, a port of the nodes, a place for HTTP. */
final class EntryPoints {
    private record Claim(String owner, Spot spot) {}

    private final Compilation compilation;
    private final Faults faults;
    private final Map<String, Claim> published = new HashMap<>();
    private final Map<String, Claim> entries = new HashMap<>();

    EntryPoints(Compilation compilation) {
        this.compilation = compilation;
        this.faults = compilation.faults;
    }

    void check(Collection<WorkloadBlock> workloads) {
        for (WorkloadBlock workload : workloads) {
            if (workload instanceof FunctionBlock) ((FunctionBlock) workload).open();
            workload.pod().ifPresent(pod -> check(workload, pod));
        }
    }

    private void check(WorkloadBlock workload, PodBlock pod) {
        String owner = workload.kind().singular() + " '" + workload.name() + "'";
        Map<String, Spot> numbers = new HashMap<>();
        for (DeclaredPort declared : pod.allPorts()) {
            Spot before = numbers.putIfAbsent(declared.port().display(), declared.spot());
            if (before != null) {
                faults.add(
                        declared.spot(),
                        "port " + declared.port().display() + " is used twice in " + owner + "; first in "
                                + compilation.line(before));
            }
            declared.port()
                    .publish()
                    .ifPresent(number -> claim(
                            published,
                            number + "/" + declared.port().protocol(),
                            "node port " + number,
                            owner,
                            declared.publish()));
            declared.port()
                    .at()
                    .ifPresent(at -> claim(
                            entries,
                            at.endsWith("/") && at.length() > 1 ? at.substring(0, at.length() - 1) : at,
                            "'" + at + "'",
                            owner,
                            declared.at()));
        }
    }

    private void claim(Map<String, Claim> claims, String key, String what, String owner, Spot spot) {
        Claim holder = claims.putIfAbsent(key, new Claim(owner, spot));
        if (holder != null) {
            faults.add(spot, what + " is taken by " + holder.owner() + " in " + compilation.line(holder.spot()));
        }
    }
}
