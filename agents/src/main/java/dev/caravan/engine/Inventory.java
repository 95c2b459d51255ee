package dev.caravan.engine;

import java.util.List;

/** All that an engine has of one cluster id and node name; sandboxes that wait in the pool are left out. */
public record Inventory(List<ContainerView> containers, List<SandboxView> sandboxes) {
    public Inventory {
        containers = List.copyOf(containers);
        sandboxes = List.copyOf(sandboxes);
    }
}
