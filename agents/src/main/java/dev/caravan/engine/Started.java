package dev.caravan.engine;

import java.util.Map;

/**
 * A container that was started.
 *
 * @param id the engine's id for it
 * @param address where the node reaches its pod
 * @param hostPorts container port to the port to dial at the address, where they differ
 */
public record Started(String id, String address, Map<Integer, Integer> hostPorts) {
    public Started {
        hostPorts = Map.copyOf(hostPorts);
    }
}
