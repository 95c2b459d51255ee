package dev.caravan.script.words;

import dev.caravan.model.Step;
import dev.caravan.model.WorkflowSpec;
import dev.caravan.script.eval.Fault;
import dev.caravan.script.eval.Faults;
import dev.caravan.script.eval.Spelling;
import dev.caravan.script.eval.Spot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/** What the blocks of one workflow share: its inputs, its steps' names, and what they refer to. */
final class WorkflowDraft {
    /** Most steps of one workflow, compensations included. */
    static final int MAX_STEPS = 500;

    /** What a step refers to. */
    enum Target {
        JOB("job"),
        SERVICE("service"),
        INPUT("input");

        private final String word;

        Target(String word) {
            this.word = word;
        }
    }

    private record Reference(Target target, String name, Spot spot) {}

    private final Compilation compilation;
    private final Faults faults;
    private final String name;
    private final Spot spot;
    private final Map<String, WorkflowSpec.Input> inputs = new LinkedHashMap<>();
    private final Map<String, Spot> steps = new LinkedHashMap<>();
    private final Set<String> canaries = new LinkedHashSet<>();
    private final List<Reference> references = new ArrayList<>();
    private int parallels;

    WorkflowDraft(Compilation compilation, String name, Spot spot) {
        this.compilation = compilation;
        this.faults = compilation.faults;
        this.name = name;
        this.spot = spot;
    }

    String name() {
        return name;
    }

    Spot spot() {
        return spot;
    }

    Map<String, WorkflowSpec.Input> inputs() {
        return inputs;
    }

    Set<String> steps() {
        return steps.keySet();
    }

    /** Where each step's name stands. */
    Map<String, Spot> stepSpots() {
        return steps;
    }

    /** Takes a step's name, or says who has it. */
    void name(String step, Spot where) {
        if (!step.matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?") || step.length() > 40) {
            throw Fault.at(where, ScriptBlock.badName("a step", step));
        }
        take(step, where);
    }

    private void take(String step, Spot where) {
        Spot before = steps.putIfAbsent(step, where);
        if (before != null) {
            throw Fault.at(
                    where,
                    "workflow '" + name + "' has a step '" + step + "' in " + compilation.line(before) + " already");
        }
        if (steps.size() > MAX_STEPS) {
            throw Fault.at(where, "a workflow has at most " + MAX_STEPS + " steps");
        }
    }

    String parallel(Spot where) {
        String step = "parallel-" + ++parallels;
        take(step, where);
        return step;
    }

    void refer(Target target, String to, Spot where) {
        references.add(new Reference(target, to, where));
    }

    void canary(String service) {
        canaries.add(service);
    }

    boolean hasCanary(String service) {
        return canaries.contains(service);
    }

    /** Says what is referred to and not there. */
    void check(BiPredicate<Target, String> isThere, Map<Target, Set<String>> known) {
        for (Reference reference : references) {
            if (isThere.test(reference.target(), reference.name())) continue;
            Set<String> names = known.getOrDefault(reference.target(), Set.of());
            String where = reference.target() == Target.INPUT ? " of workflow '" + name + "'" : " in the app";
            faults.add(
                    reference.spot(),
                    "there is no " + reference.target().word + " '" + reference.name() + "'" + where
                            + Spelling.hint(reference.name(), names));
        }
    }

    /** With the named steps doing nothing. */
    static List<Step> skipping(List<Step> all, Set<String> skipped) {
        List<Step> result = new ArrayList<>();
        for (Step step : all) {
            Step changed = step;
            if (step.action() instanceof dev.caravan.model.Action.Parallel) {
                var parallel = (dev.caravan.model.Action.Parallel) step.action();
                changed = new Step(
                        step.name(),
                        new dev.caravan.model.Action.Parallel(parallel.limit(), skipping(parallel.steps(), skipped)),
                        step.policy(),
                        step.skipped(),
                        step.compensate());
            }
            result.add(skipped.contains(step.name()) ? changed.skipping() : changed);
        }
        return result;
    }
}
