package dev.caravan.script.eval;

import dev.caravan.model.Gate;

/** A metric of a canary, before it is said what it must be: {@code metric('http_error_ratio')}. */
@Says("metric('name')")
public record MetricWord(String name) implements Phrase {
    /** What it must be: {@code metric('http_error_ratio').below(0.01)}. */
    @Says("a condition such as metric('http_error_ratio').below(0.01)")
    public record Condition(String metric, Gate.Comparison comparison, double limit) {}

    /** It must be less than the limit. */
    public Condition below(Number limit) {
        return new Condition(name, Gate.Comparison.BELOW, limit.doubleValue());
    }

    /** It must be more than the limit. */
    public Condition above(Number limit) {
        return new Condition(name, Gate.Comparison.ABOVE, limit.doubleValue());
    }
}
