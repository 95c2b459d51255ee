package dev.caravan.engine;

import java.util.Map;
import java.util.Optional;

/**
 * What holds a pod's network.
 *
 * @param id empty if the pod's one container brings its own network
 * @param address where the node reaches the pod; empty if it is known only once the container runs
 * @param hostPorts container port to the port to dial at the address, where they differ
 */
public record Sandbox(String id, Optional<String> address, Map<Integer, Integer> hostPorts) {
    private static final Sandbox NONE = new Sandbox("", Optional.empty(), Map.of());

    public Sandbox {
        hostPorts = Map.copyOf(hostPorts);
    }

    /** The pod's one container brings its own network. */
    public static Sandbox none() {
        return NONE;
    }

    /** Whether it is a thing of its own, that can die and must be removed. */
    public boolean exists() {
        return !id.isEmpty();
    }
}
