package dev.caravan.script.eval;

import dev.caravan.model.Gate;

/** A metric of a canary, before it is said what it must be: {@code metric('http_error_ratio')}. */
@Says("metric('name')")
public record MetricWord(String name) {
    /** What it must be: {@code metric('http_error_ratio').below(0.01)}. */
    @Says("a condition such as metric('http_error_ratio').below(0.01)")
    public record Condition(String metric, Gate.Comparison comparison, double limit) {}

    Condition gate(Gate.Comparison comparison, double limit) {
        return new Condition(name, comparison, limit);
    }
}
