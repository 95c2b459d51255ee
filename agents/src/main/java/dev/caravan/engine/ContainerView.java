package dev.caravan.engine;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A container as the engine has it.
 *
 * @param attempt how often it was started before in its pod
 * @param sandboxId what it joined; empty if it has its own network
 * @param startedAt empty where a list does not tell
 * @param address of the pod, if this container's network is its own
 */
public record ContainerView(
        String id,
        PodIdentity pod,
        String container,
        int attempt,
        String sandboxId,
        State state,
        Optional<Integer> exitCode,
        boolean oomKilled,
        Optional<Instant> startedAt,
        Optional<String> address,
        Map<Integer, Integer> hostPorts) {
    /** Whether it runs. */
    public enum State {
        /** Made and never started. */
        CREATED,
        RUNNING,
        EXITED
    }

    public ContainerView {
        hostPorts = Map.copyOf(hostPorts);
    }

    public boolean isRunning() {
        return state == State.RUNNING;
    }
}
