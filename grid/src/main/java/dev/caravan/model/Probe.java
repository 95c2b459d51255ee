package dev.caravan.model;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A check of a container.
 *
 * @param every pause between two checks
 * @param timeout time for one check
 * @param failures failures in a row that count as failed
 * @param within for a startup check: the time in which it must first succeed
 */
public record Probe(Check check, Duration every, Duration timeout, int failures, Duration within) {
    public static final Duration DEFAULT_EVERY = Duration.ofSeconds(5);
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(1);
    public static final int DEFAULT_FAILURES = 3;
    public static final Duration DEFAULT_WITHIN = Duration.ofSeconds(60);

    /** What is asked of the container. */
    public sealed interface Check {
        /** GET answers 200..399. */
        record Http(String path, int port) implements Check {}

        /** A connection is accepted. */
        record Tcp(int port) implements Check {}

        /** The command, run in the container, ends with 0. */
        record Exec(List<String> command) implements Check {
            public Exec {
                command = Copies.list(command);
            }
        }
    }

    public Probe {
        Objects.requireNonNull(check, "check");
        every = every == null ? DEFAULT_EVERY : every;
        timeout = timeout == null ? DEFAULT_TIMEOUT : timeout;
        failures = failures == 0 ? DEFAULT_FAILURES : failures;
        within = within == null ? DEFAULT_WITHIN : within;
        if (failures < 0) throw new IllegalArgumentException("failures must be >= 1, was " + failures);
    }

    public static Probe of(Check check) {
        return new Probe(check, null, null, 0, null);
    }
}
