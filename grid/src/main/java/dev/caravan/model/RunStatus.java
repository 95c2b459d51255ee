package dev.caravan.model;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The journal of a run, written by the driver alone.
 *
 * @param retries how many of the users' retries it took up
 * @param since when it was started, or told to go on: its timeout counts from here
 * @param ending why it does not go on with its steps, if it does not
 * @param order how many attempts of steps were begun
 * @param before templates of services before the run changed them
 */
public record RunStatus(
        Phase phase,
        String message,
        int retries,
        Optional<Instant> since,
        Optional<Instant> finishedAt,
        Ending ending,
        int order,
        Map<String, StepStatus> steps,
        Map<String, PodTemplate> before) {
    /** Where a run is. */
    public enum Phase {
        RUNNING,
        /** For people, a time or a metric. */
        WAITING,
        /** A step that may not be repeated was begun, and it is not known whether it was done. */
        IN_DOUBT,
        COMPENSATING,
        SUCCEEDED,
        FAILED,
        /** Failed, and what it did is undone. */
        COMPENSATED,
        CANCELLED;

        public String title() {
            return Copies.title(this);
        }

        @Override
        public String toString() {
            return title();
        }

        public boolean isTerminal() {
            return this == SUCCEEDED || this == FAILED || this == COMPENSATED || this == CANCELLED;
        }
    }

    /** Why a run does not go on. */
    public enum Ending {
        NONE,
        FAILURE,
        CANCEL;

        @Override
        public String toString() {
            return Copies.title(this);
        }
    }

    public RunStatus {
        phase = phase == null ? Phase.RUNNING : phase;
        message = Copies.text(message);
        since = since == null ? Optional.empty() : since;
        finishedAt = finishedAt == null ? Optional.empty() : finishedAt;
        ending = ending == null ? Ending.NONE : ending;
        steps = Copies.map(steps);
        before = Copies.map(before);
    }

    public static RunStatus initial() {
        return new RunStatus(
                Phase.RUNNING, "", 0, Optional.empty(), Optional.empty(), Ending.NONE, 0, Map.of(), Map.of());
    }
}
