package dev.caravan.model;

import java.time.Duration;
import java.util.Objects;

/**
 * What a metric of a canary must be for it to go on.
 *
 * @param limit what the value must be below, or above
 * @param over the time that the value is taken over
 */
public record Gate(String metric, Comparison comparison, double limit, Duration over) {
    public static final Duration DEFAULT_OVER = Duration.ofMinutes(1);

    /** On which side of the limit a value is good. */
    public enum Comparison {
        BELOW,
        ABOVE;

        @Override
        public String toString() {
            return Copies.title(this);
        }
    }

    public Gate {
        Objects.requireNonNull(metric, "metric");
        Objects.requireNonNull(comparison, "comparison");
        over = over == null ? DEFAULT_OVER : over;
        if (over.isNegative() || over.isZero()) throw new IllegalArgumentException("over must be longer than nothing");
    }

    public boolean passes(double value) {
        return comparison == Comparison.BELOW ? value < limit : value > limit;
    }

    /** Such as {@code http_error_ratio below 0.01}. */
    public String display() {
        return metric + " " + (comparison == Comparison.BELOW ? "below " : "above ") + limit;
    }
}
