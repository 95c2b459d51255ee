package dev.caravan.model;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What the driver decided about a workload. Numbers of ready pods are not here: they are counted from the pods.
 *
 * @param desired pods that a function shall have now
 * @param lastActive when a function was last seen in use
 * @param lastScheduled the time of a cron's last firing
 * @param run the template hash of the job run that {@code outcome} speaks of
 * @param fired the last time of each of a function's triggers that was seen to, by the trigger's id
 * @param rollout how far a rollout is, where it goes back by itself
 */
public record WorkloadStatus(
        int desired,
        Optional<Instant> lastActive,
        Optional<Instant> lastScheduled,
        String run,
        Outcome outcome,
        String message,
        Optional<Instant> finishedAt,
        Map<String, Instant> fired,
        RolloutStatus rollout) {
    /** How a job's run ended, if it did. */
    public enum Outcome {
        NONE,
        COMPLETE,
        FAILED;

        @Override
        public String toString() {
            return Copies.title(this);
        }
    }

    public WorkloadStatus {
        lastActive = lastActive == null ? Optional.empty() : lastActive;
        lastScheduled = lastScheduled == null ? Optional.empty() : lastScheduled;
        run = Copies.text(run);
        outcome = outcome == null ? Outcome.NONE : outcome;
        message = Copies.text(message);
        finishedAt = finishedAt == null ? Optional.empty() : finishedAt;
        fired = Copies.map(fired);
        rollout = rollout == null ? RolloutStatus.initial() : rollout;
    }

    public static WorkloadStatus initial() {
        return new WorkloadStatus(
                0, Optional.empty(), Optional.empty(), "", Outcome.NONE, "", Optional.empty(), Map.of(), null);
    }

    public WorkloadStatus scaledTo(int pods, Optional<Instant> activeAt) {
        return new WorkloadStatus(pods, activeAt, lastScheduled, run, outcome, message, finishedAt, fired, rollout);
    }

    public WorkloadStatus scheduledAt(Instant time) {
        return new WorkloadStatus(
                desired, lastActive, Optional.of(time), run, outcome, message, finishedAt, fired, rollout);
    }

    /** With a word for people, and nothing else changed. */
    public WorkloadStatus saying(String text) {
        return new WorkloadStatus(desired, lastActive, lastScheduled, run, outcome, text, finishedAt, fired, rollout);
    }

    public WorkloadStatus ended(String runHash, Outcome how, String why, Instant when) {
        return new WorkloadStatus(
                desired, lastActive, lastScheduled, runHash, how, why, Optional.of(when), fired, rollout);
    }

    /** With these times of triggers, and none of others. */
    public WorkloadStatus fired(Map<String, Instant> times) {
        return new WorkloadStatus(
                desired, lastActive, lastScheduled, run, outcome, message, finishedAt, times, rollout);
    }

    /** With this of its rollout. */
    public WorkloadStatus rollingOut(RolloutStatus how) {
        return new WorkloadStatus(desired, lastActive, lastScheduled, run, outcome, message, finishedAt, fired, how);
    }
}
