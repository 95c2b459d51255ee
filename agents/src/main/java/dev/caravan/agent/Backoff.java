package dev.caravan.agent;

import java.time.Duration;

/**
 * Pauses between tries: the first retry may come at once, since most ends are single ones; then 1 s, doubling to a minute,
 * so that a program that cannot run costs one start a minute. A container that ran for a minute, longer than any pause, has
 * earned a fresh count. Not thread-safe.
 */
final class Backoff {
    static final Duration LONGEST = Duration.ofSeconds(60);
    static final Duration STABLE = Duration.ofSeconds(60);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final Duration first;
    private Duration next;

    private Backoff(Duration first) {
        this.first = first;
        next = first;
    }

    /** Retries once without a pause. */
    static Backoff eager() {
        return new Backoff(Duration.ZERO);
    }

    /** Pauses before each retry. */
    static Backoff patient() {
        return new Backoff(FIRST_PAUSE);
    }

    /** The pause before the next try. */
    Duration next() {
        Duration pause = next;
        Duration doubled = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return pause;
    }

    /** Tells how long the last try lasted. */
    void ran(Duration time) {
        if (time.compareTo(STABLE) >= 0) reset();
    }

    void reset() {
        next = first;
    }
}
