package dev.caravan.proxy;

import dev.caravan.proxy.table.EndpointTable;
import dev.caravan.proxy.table.Target;
import dev.caravan.store.Signals;
import dev.caravan.store.Signals.Traffic;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Tells what was asked of services while something is tried at them: what gates judge. Confined to one thread. */
final class TrafficTeller {
    private final Signals signals;
    private final String node;
    private Map<String, Traffic> told = Map.of();

    TrafficTeller(Signals signals, String node) {
        this.signals = signals;
        this.node = node;
    }

    /** Tells what changed since the last call. */
    void look(EndpointTable table) {
        Map<String, Traffic> now = new TreeMap<>();
        for (Target target : table.targets()) {
            if (target.canaryPercent() == 0) continue;
            Stream.concat(target.endpoints().stream(), target.canaries().stream())
                    .forEach(endpoint ->
                            now.merge(endpoint.podUid(), endpoint.load().traffic(), TrafficTeller::sum));
        }
        if (now.equals(told)) return;
        signals.traffic(node, now);
        told = now;
    }

    private static Traffic sum(Traffic a, Traffic b) {
        return new Traffic(a.requests() + b.requests(), a.errors() + b.errors(), a.millis() + b.millis());
    }
}
