package dev.caravan.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a pod's agent last reported.
 *
 * @param ready the readiness checks of all containers pass
 * @param address where its own node reaches it; never dialled from another node
 * @param hostPorts container port to the port to dial at {@code address}, where they differ (plain processes)
 * @param reason one word for the phase, such as {@code ImagePullFailed}
 * @param message the whole story for people
 */
public record PodStatus(
        Phase phase,
        boolean ready,
        Optional<String> address,
        Map<Integer, Integer> hostPorts,
        List<ContainerStatus> containers,
        String reason,
        String message,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt) {
    /** Where a pod is in its life; it only moves forward, except between STARTING and RUNNING on a restart. */
    public enum Phase {
        /** Not bound, or bound and not yet seen by its agent. */
        PENDING,
        /** Its agent prepares or starts containers. */
        STARTING,
        RUNNING,
        /** All containers ended with 0 (jobs). */
        SUCCEEDED,
        /** It ended and will not be tried again in this pod. */
        FAILED,
        /** Its goal is to be removed, and containers may still run. */
        STOPPING,
        /** Nothing of it runs any more. */
        STOPPED;

        public String title() {
            return Copies.title(this);
        }

        @Override
        public String toString() {
            return title();
        }

        /** Whether nothing of the pod runs or will run. */
        public boolean isTerminal() {
            return this == SUCCEEDED || this == FAILED || this == STOPPED;
        }
    }

    public PodStatus {
        phase = phase == null ? Phase.PENDING : phase;
        address = address == null ? Optional.empty() : address;
        hostPorts = Copies.map(hostPorts);
        containers = Copies.list(containers);
        reason = Copies.text(reason);
        message = Copies.text(message);
        startedAt = startedAt == null ? Optional.empty() : startedAt;
        finishedAt = finishedAt == null ? Optional.empty() : finishedAt;
    }

    public static PodStatus pending() {
        return new PodStatus(
                Phase.PENDING, false, Optional.empty(), null, null, "", "", Optional.empty(), Optional.empty());
    }

    /** The driver's note on a pod that no node takes. */
    public PodStatus waiting(String why, String explanation) {
        return new PodStatus(phase, ready, address, hostPorts, containers, why, explanation, startedAt, finishedAt);
    }

    /** Restarts of all containers together. */
    public int restarts() {
        return containers.stream().mapToInt(ContainerStatus::restarts).sum();
    }

    /** The port to dial at {@link #address} for a container's port. */
    public int dialPort(int containerPort) {
        return hostPorts.getOrDefault(containerPort, containerPort);
    }
}
