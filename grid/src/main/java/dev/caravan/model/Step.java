package dev.caravan.model;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One step of a workflow.
 *
 * @param name of the workflow's only step of this name; that of a compensation is {@code step.undo}
 * @param skipped does nothing, because an overlay says so
 * @param compensate what undoes it, in this order
 */
public record Step(String name, Action action, Policy policy, boolean skipped, List<Step> compensate) {
    /**
     * What is done when it fails.
     *
     * @param retries further attempts
     * @param backoff pause before the second attempt; doubled for each further one
     * @param maxBackoff the longest pause
     * @param jitterPercent by how much a pause may be longer, decided by the step's key
     * @param timeout of one attempt
     * @param optional whether the run goes on when it has failed
     * @param repeatable false: when it is not known whether it was done, an operator decides
     */
    public record Policy(
            int retries,
            Duration backoff,
            Duration maxBackoff,
            int jitterPercent,
            Optional<Duration> timeout,
            boolean optional,
            boolean repeatable) {
        public static final Duration DEFAULT_BACKOFF = Duration.ofSeconds(1);
        public static final Duration DEFAULT_MAX_BACKOFF = Duration.ofMinutes(5);
        public static final int DEFAULT_JITTER = 20;

        public Policy {
            if (retries < 0) throw new IllegalArgumentException("retry must be >= 0, was " + retries);
            backoff = backoff == null ? DEFAULT_BACKOFF : backoff;
            maxBackoff = maxBackoff == null ? DEFAULT_MAX_BACKOFF : maxBackoff;
            if (jitterPercent < 0 || jitterPercent > 100) {
                throw new IllegalArgumentException("jitter must be 0..100 percent, was " + jitterPercent);
            }
            timeout = timeout == null ? Optional.empty() : timeout;
        }

        /** Once, and its failure is the run's. */
        public static Policy once() {
            return new Policy(0, null, null, DEFAULT_JITTER, Optional.empty(), false, true);
        }
    }

    public Step {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(action, "action");
        policy = policy == null ? Policy.once() : policy;
        compensate = Copies.list(compensate);
    }

    public Step skipping() {
        return new Step(name, action, policy, true, compensate);
    }
}
