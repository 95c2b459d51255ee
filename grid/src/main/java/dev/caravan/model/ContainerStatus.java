package dev.caravan.model;

import java.time.Instant;
import java.util.Optional;

/**
 * What an agent last saw of one container.
 *
 * @param restarts how often it was started again in this pod; only grows
 * @param exitCode of the last end
 * @param reason why it is in this state, such as {@code OOMKilled} or {@code LivenessFailed}
 */
public record ContainerStatus(
        String name,
        State state,
        int restarts,
        Optional<Integer> exitCode,
        String reason,
        String id,
        Optional<Instant> startedAt) {
    /** Whether the container runs. */
    public enum State {
        WAITING,
        RUNNING,
        EXITED;

        @Override
        public String toString() {
            return Copies.title(this);
        }
    }

    public ContainerStatus {
        state = state == null ? State.WAITING : state;
        exitCode = exitCode == null ? Optional.empty() : exitCode;
        reason = Copies.text(reason);
        id = Copies.text(id);
        startedAt = startedAt == null ? Optional.empty() : startedAt;
    }
}
