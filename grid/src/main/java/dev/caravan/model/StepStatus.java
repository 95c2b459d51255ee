package dev.caravan.model;

import java.time.Instant;
import java.util.Optional;

/**
 * The journal of one step of a run.
 *
 * @param attempt counts from 1, on over a user's retry
 * @param failures failed attempts since the run was started or told to go on
 * @param key names the step's effect: the same for all attempts, so that a receiver knows a repeated one
 * @param order which of the run's attempts it is, from 1
 * @param due when it is looked at again, whatever happens
 * @param stage of a canary: the present stage, from 0
 * @param stageSince of a canary: since when the stage's pods are ready
 */
public record StepStatus(
        State state,
        int attempt,
        int failures,
        String key,
        int order,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        Optional<Instant> due,
        String output,
        String error,
        int stage,
        Optional<Instant> stageSince) {
    /** The longest output that is kept, in characters. */
    public static final int MAX_OUTPUT = 4096;

    /** Where a step is. */
    public enum State {
        /** To be tried again. */
        PENDING,
        RUNNING,
        /** For people, a time or a metric. */
        WAITING,
        IN_DOUBT,
        SUCCEEDED,
        FAILED,
        SKIPPED,
        CANCELLED;

        public String title() {
            return Copies.title(this);
        }

        @Override
        public String toString() {
            return title();
        }

        public boolean isTerminal() {
            return this == SUCCEEDED || this == FAILED || this == SKIPPED || this == CANCELLED;
        }

        public boolean isActive() {
            return this == RUNNING || this == WAITING || this == IN_DOUBT;
        }
    }

    public StepStatus {
        state = state == null ? State.PENDING : state;
        key = Copies.text(key);
        startedAt = startedAt == null ? Optional.empty() : startedAt;
        finishedAt = finishedAt == null ? Optional.empty() : finishedAt;
        due = due == null ? Optional.empty() : due;
        output = bounded(Copies.text(output));
        error = bounded(Copies.text(error));
        stageSince = stageSince == null ? Optional.empty() : stageSince;
    }

    private static String bounded(String text) {
        return text.length() <= MAX_OUTPUT ? text : text.substring(0, MAX_OUTPUT);
    }

    /** Another attempt that begins now. */
    public static StepStatus begun(State state, int attempt, int failures, String key, int order, Instant now) {
        return new StepStatus(
                state,
                attempt,
                failures,
                key,
                order,
                Optional.of(now),
                Optional.empty(),
                Optional.empty(),
                "",
                "",
                0,
                Optional.empty());
    }

    public StepStatus ended(State how, String gave, String wrong, Instant now) {
        int failed = how == State.FAILED ? failures + 1 : failures;
        return new StepStatus(
                how,
                attempt,
                failed,
                key,
                order,
                startedAt,
                Optional.of(now),
                Optional.empty(),
                gave,
                wrong,
                stage,
                stageSince);
    }

    /** A failed attempt after which another one comes. */
    public StepStatus again(String wrong, Instant at) {
        return new StepStatus(
                State.PENDING,
                attempt,
                failures + 1,
                key,
                order,
                startedAt,
                Optional.empty(),
                Optional.of(at),
                "",
                wrong,
                0,
                Optional.empty());
    }

    /** As if it had not been tried, but for the number of the attempt: a user said so. */
    public StepStatus anew() {
        return new StepStatus(
                State.PENDING,
                attempt,
                0,
                key,
                order,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                "",
                0,
                Optional.empty());
    }

    public StepStatus with(State changed, Optional<Instant> lookAt) {
        return new StepStatus(
                changed,
                attempt,
                failures,
                key,
                order,
                startedAt,
                finishedAt,
                lookAt,
                output,
                error,
                stage,
                stageSince);
    }

    /** With an output before its end. */
    public StepStatus giving(String text) {
        return new StepStatus(
                state, attempt, failures, key, order, startedAt, finishedAt, due, text, error, stage, stageSince);
    }

    public StepStatus at(int changed, Optional<Instant> since) {
        return new StepStatus(
                state, attempt, failures, key, order, startedAt, finishedAt, due, output, error, changed, since);
    }
}
