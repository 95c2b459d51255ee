package dev.caravan.workflow;

import dev.caravan.model.Action;
import dev.caravan.model.RunStatus.Ending;
import dev.caravan.model.RunStatus.Phase;
import dev.caravan.model.Step;
import dev.caravan.model.StepStatus;
import dev.caravan.model.StepStatus.State;
import dev.caravan.model.WorkflowSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Whose turn it is: the order of the script over what the journal says. Reads the journal of its pass; writes nothing. */
final class Turns {
    private final WorkflowSpec workflow;
    private final Map<String, StepStatus> journal;
    private final Map<String, Step> byName;
    private final Set<String> main = new HashSet<>();
    private final Map<String, Step> parents = new HashMap<>();
    private final List<Step> compensations;

    Turns(WorkflowSpec workflow, Map<String, StepStatus> journal) {
        this.workflow = workflow;
        this.journal = journal;
        this.byName = workflow.byName();
        this.compensations = workflow.compensations();
        for (Step step : workflow.flat()) {
            main.add(step.name());
            step.compensate().forEach(undo -> parents.put(undo.name(), step));
        }
    }

    Step step(String name) {
        Step step = byName.get(name);
        if (step == null) throw new IllegalStateException(workflow.name() + " has no step " + name);
        return step;
    }

    /** Whether it is a step of the script's own order, not one that follows a failure. */
    boolean isMain(String name) {
        return main.contains(name);
    }

    /** Whether what comes after it may begin. */
    boolean hasPassed(Step step) {
        StepStatus at = journal.get(step.name());
        if (at == null) return false;
        return at.state() == State.SUCCEEDED
                || at.state() == State.SKIPPED
                || (at.state() == State.FAILED && step.policy().optional());
    }

    /** Whether all before it have passed, and there is room for it beside its neighbours. */
    boolean isOn(String name) {
        for (Step top : workflow.steps()) {
            if (top.name().equals(name)) return true;
            if (top.action() instanceof Action.Parallel parallel
                    && parallel.steps().stream().anyMatch(child -> child.name().equals(name))) {
                return hasRoom(name, parallel);
            }
            if (!hasPassed(top)) return false;
        }
        return false;
    }

    /** One that was begun keeps its place while it waits for its next attempt. */
    private boolean hasRoom(String name, Action.Parallel parallel) {
        if (holdsPlace(name)) return true;
        return parallel.steps().stream()
                        .filter(child -> holdsPlace(child.name()))
                        .count()
                < parallel.limit();
    }

    private boolean holdsPlace(String name) {
        StepStatus at = journal.get(name);
        return at != null && !at.state().isTerminal();
    }

    private boolean isUndone(Ending ending) {
        return ending == Ending.CANCEL
                || (ending == Ending.FAILURE && workflow.onFailure().compensateAll());
    }

    /** Whether there is something of it to undo: it was begun, however it ended. */
    private boolean began(String name) {
        StepStatus at = journal.get(parents.get(name).name());
        return at != null && at.order() > 0;
    }

    boolean compensationBegan() {
        return compensations.stream().anyMatch(step -> {
            StepStatus at = journal.get(step.name());
            return at != null && at.order() > 0;
        });
    }

    /** Whether nothing of the script's own order is under way any more. */
    private boolean isQuiet(Predicate<String> isOver) {
        return main.stream().allMatch(name -> {
            StepStatus at = journal.get(name);
            if (at == null || step(name).action() instanceof Action.Parallel) return true;
            return at.state().isTerminal() && isOver.test(name);
        });
    }

    /** Whether it is the turn of a compensation, or of a step that follows a failure. */
    boolean mayCompensate(String name, Ending ending, Predicate<String> isOver) {
        if (ending == Ending.NONE || !isQuiet(isOver)) return false;
        if (parents.containsKey(name)) {
            if (!isUndone(ending) || !began(name)) return false;
            for (Step before : compensations) {
                if (before.name().equals(name)) return true;
                if (began(before.name()) && !hasPassed(before)) return false;
            }
        }
        if (ending != Ending.FAILURE || !compensationsAreOver(ending)) return false;
        for (Step before : workflow.onFailure().steps()) {
            if (before.name().equals(name)) return true;
            StepStatus at = journal.get(before.name());
            if (at == null || !at.state().isTerminal()) return false;
        }
        return false;
    }

    /** Whether all that there is to undo is undone, or one of them has failed: the rest is then left. */
    private boolean compensationsAreOver(Ending ending) {
        if (!isUndone(ending)) return true;
        if (!failedCompensation().isEmpty()) return true;
        return compensations.stream().allMatch(step -> !began(step.name()) || hasPassed(step));
    }

    /** The name of a compensation that failed; empty if none did. */
    String failedCompensation() {
        return compensations.stream()
                .filter(step -> {
                    StepStatus at = journal.get(step.name());
                    return at != null
                            && at.state() == State.FAILED
                            && !step.policy().optional();
                })
                .map(Step::name)
                .findFirst()
                .orElse("");
    }

    /** The run's phase by what the journal says. */
    Phase phase(Ending ending, Predicate<String> isOver) {
        if (journal.values().stream().anyMatch(at -> at.state() == State.IN_DOUBT)) return Phase.IN_DOUBT;
        if (ending == Ending.NONE) {
            if (workflow.steps().stream().allMatch(this::hasPassed)) return Phase.SUCCEEDED;
            List<StepStatus> active = journal.entrySet().stream()
                    .filter(e -> e.getValue().state().isActive())
                    .filter(e -> !(step(e.getKey()).action() instanceof Action.Parallel))
                    .map(Map.Entry::getValue)
                    .toList();
            boolean waits = !active.isEmpty() && active.stream().allMatch(at -> at.state() == State.WAITING);
            return waits ? Phase.WAITING : Phase.RUNNING;
        }
        boolean told = ending == Ending.CANCEL
                || workflow.onFailure().steps().stream().allMatch(step -> {
                    StepStatus at = journal.get(step.name());
                    return at != null && at.state().isTerminal();
                });
        if (!isQuiet(isOver) || !compensationsAreOver(ending) || !told) return Phase.COMPENSATING;
        if (!failedCompensation().isEmpty()) return Phase.FAILED;
        if (ending == Ending.CANCEL) return Phase.CANCELLED;
        return workflow.onFailure().compensateAll() ? Phase.COMPENSATED : Phase.FAILED;
    }
}
