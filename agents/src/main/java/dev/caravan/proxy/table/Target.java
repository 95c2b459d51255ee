package dev.caravan.proxy.table;

import dev.caravan.model.Mode;
import dev.caravan.model.Port;
import java.util.List;
import java.util.Optional;

/**
 * One port of a workload with everything that traffic to it needs.
 *
 * @param function how requests are admitted, if the workload is a function
 * @param endpoints of ready pods on reachable nodes, without canaries
 * @param canaries likewise, of pods that are tried
 * @param canaryPercent the share of new connections and requests that canaries get while both are there
 */
public record Target(
        PortKey key,
        Port port,
        Optional<Mode.Function> function,
        List<Endpoint> endpoints,
        List<Endpoint> canaries,
        int canaryPercent) {
    public Target {
        endpoints = List.copyOf(endpoints);
        canaries = List.copyOf(canaries);
    }

    /** A target that nothing is tried at. */
    public Target(PortKey key, Port port, Optional<Mode.Function> function, List<Endpoint> endpoints) {
        this(key, port, function, endpoints, List.of(), 0);
    }

    /** Whether no pod is ready. */
    public boolean isEmpty() {
        return endpoints.isEmpty() && canaries.isEmpty();
    }
}
