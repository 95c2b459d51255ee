package dev.caravan.proxy.table;

import dev.caravan.model.Mode;
import dev.caravan.model.Port;
import java.util.List;
import java.util.Optional;

/**
 * One port of a workload with everything that traffic to it needs.
 *
 * @param function how requests are admitted, if the workload is a function
 * @param endpoints of ready pods on reachable nodes
 */
public record Target(PortKey key, Port port, Optional<Mode.Function> function, List<Endpoint> endpoints) {
    public Target {
        endpoints = List.copyOf(endpoints);
    }
}
