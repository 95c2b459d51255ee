package dev.caravan.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a workflow does: a tree of steps, without any code. Equal scripts give equal ones, and its content's hash names it.
 *
 * @param timeout of a whole run
 */
public record WorkflowSpec(
        String app,
        String name,
        List<Input> inputs,
        Optional<Duration> timeout,
        List<Step> steps,
        OnFailure onFailure) {
    /**
     * What a run is started with.
     *
     * @param matches a regular expression for the whole of a text
     * @param min smallest number
     * @param max largest number
     */
    public record Input(
            String name,
            Type type,
            Optional<String> defaultsTo,
            Optional<String> matches,
            Optional<Integer> min,
            Optional<Integer> max) {
        /** What an input's text stands for. */
        public enum Type {
            TEXT,
            NUMBER;

            @Override
            public String toString() {
                return Copies.title(this);
            }
        }

        public static final int MAX_LENGTH = 1000;

        public Input {
            defaultsTo = defaultsTo == null ? Optional.empty() : defaultsTo;
            matches = matches == null ? Optional.empty() : matches;
            min = min == null ? Optional.empty() : min;
            max = max == null ? Optional.empty() : max;
        }

        /** What is wrong with a value; empty if nothing is. */
        public Optional<String> fault(String value) {
            if (value.length() > MAX_LENGTH) {
                return Optional.of("input '" + name + "' is longer than " + MAX_LENGTH + " characters");
            }
            if (type == Type.NUMBER) return numberFault(value);
            if (matches.isPresent() && !Pattern.matches(matches.get(), value)) {
                return Optional.of("input '" + name + "' must match " + matches.get() + ", was '" + value + "'");
            }
            return Optional.empty();
        }

        private Optional<String> numberFault(String value) {
            if (!value.matches("-?[0-9]{1,9}")) {
                return Optional.of("input '" + name + "' wants a whole number, was '" + value + "'");
            }
            int number = Integer.parseInt(value);
            boolean within = number >= min.orElse(Integer.MIN_VALUE) && number <= max.orElse(Integer.MAX_VALUE);
            return within
                    ? Optional.empty()
                    : Optional.of("input '" + name + "' must be " + min.orElse(Integer.MIN_VALUE) + ".."
                            + max.orElse(Integer.MAX_VALUE) + ", was " + number);
        }
    }

    /**
     * What is done when a run has failed.
     *
     * @param compensateAll whether the steps that began are compensated, the last first
     * @param steps then done, such as telling somebody
     */
    public record OnFailure(boolean compensateAll, List<Step> steps) {
        public OnFailure {
            steps = Copies.list(steps);
        }

        public static OnFailure nothing() {
            return new OnFailure(false, List.of());
        }
    }

    public WorkflowSpec {
        Objects.requireNonNull(app, "app");
        Objects.requireNonNull(name, "name");
        inputs = Copies.list(inputs);
        timeout = timeout == null ? Optional.empty() : timeout;
        steps = Copies.list(steps);
        if (steps.isEmpty()) throw new IllegalArgumentException("workflow " + name + " needs at least one step");
        onFailure = onFailure == null ? OnFailure.nothing() : onFailure;
    }

    /** All steps of the script's order, those within {@code parallel} before it; without compensations. */
    public List<Step> flat() {
        List<Step> flat = new ArrayList<>();
        for (Step step : steps) {
            if (step.action() instanceof Action.Parallel parallel) flat.addAll(parallel.steps());
            flat.add(step);
        }
        return flat;
    }

    /** All compensations, in the order in which they are done: those of the last step first. */
    public List<Step> compensations() {
        List<Step> backwards = new ArrayList<>(flat());
        Collections.reverse(backwards);
        return backwards.stream().flatMap(step -> step.compensate().stream()).toList();
    }

    /** Each step by its name, compensations and those of failure too. */
    public Map<String, Step> byName() {
        Map<String, Step> all = new TreeMap<>();
        flat().forEach(step -> all.put(step.name(), step));
        compensations().forEach(step -> all.put(step.name(), step));
        onFailure.steps().forEach(step -> all.put(step.name(), step));
        return all;
    }
}
