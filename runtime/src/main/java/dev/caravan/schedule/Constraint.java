package dev.caravan.schedule;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A word of {@code place { … }} as a step of a shape: what it adds to the placement. */
public enum Constraint {
    REQUIRE("require", List.of(Filters::require), List.of(), 0),
    PREFER("prefer", List.of(), List.of(Scorers::prefer), 3),
    AVOID("avoid", List.of(), List.of(Scorers::avoid), 4),
    SPREAD("spread", List.of(), List.of(Scorers::spread), 5),
    /** Tolerations are read by the taint filter itself; the step shows them in the printed route. */
    TOLERATE("tolerate", List.of(), List.of(), 0);

    private final String word;
    private final List<Filter> filters;
    private final List<Scorer> scorers;
    private final int weight;

    Constraint(String word, List<Filter> filters, List<Scorer> scorers, int weight) {
        this.word = word;
        this.filters = filters;
        this.scorers = scorers;
        this.weight = weight;
    }

    public static Optional<Constraint> of(String word) {
        return Arrays.stream(values()).filter(c -> c.word.equals(word)).findFirst();
    }

    List<Filter> filters() {
        return filters;
    }

    List<Scorer> scorers() {
        return scorers;
    }

    /** How much its scorers count beside those that always hold, which count 1. */
    int weight() {
        return weight;
    }
}
