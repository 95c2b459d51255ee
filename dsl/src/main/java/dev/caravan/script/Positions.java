package dev.caravan.script;

import dev.caravan.model.Kind;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where each workload stands in its script.
 *
 * @param steps where words stand that add steps to a workload's route, by workload and step
 */
public record Positions(String file, Map<Workload, Position> workloads, Map<Workload, Map<String, Position>> steps) {
    /** A workload of the script. */
    public record Workload(Kind kind, String name) {}

    /** A file, and a line and column in it, both from 1. */
    public record Position(String file, int line, int column) {
        /** Such as {@code shop.groovy:12:5}. */
        public String display() {
            return file + ":" + line + ":" + column;
        }
    }

    public Positions {
        workloads = Collections.unmodifiableMap(new LinkedHashMap<>(workloads));
        steps = Map.copyOf(steps);
    }

    public Optional<Position> of(Kind kind, String name) {
        return Optional.ofNullable(workloads.get(new Workload(kind, name)));
    }

    /** Such as {@code shop.groovy:12:5}; the file alone when the workload is not of this script. */
    public String display(Kind kind, String name) {
        return of(kind, name).map(Position::display).orElse(file);
    }

    /** Where the word stands that adds a step to the workload's route: the workload itself for those that all have. */
    public Optional<Position> of(Kind kind, String name, String step) {
        Map<String, Position> own = steps.getOrDefault(new Workload(kind, name), Map.of());
        return Optional.ofNullable(own.get(step)).or(() -> of(kind, name));
    }
}
