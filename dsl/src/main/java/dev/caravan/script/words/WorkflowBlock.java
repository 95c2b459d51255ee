package dev.caravan.script.words;

import dev.caravan.model.Kind;
import dev.caravan.model.WorkflowSpec;
import dev.caravan.script.eval.Fault;
import dev.caravan.script.eval.NoWord;
import dev.caravan.script.eval.Says;
import dev.caravan.script.eval.Spelling;
import dev.caravan.script.eval.Spot;
import dev.caravan.script.words.WorkflowDraft.Target;
import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import groovy.transform.NamedParam;
import groovy.transform.NamedParams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A durable sequence of steps. */
@Says("workflow")
public final class WorkflowBlock extends StepsBlock {
    private final Set<String> skipped = new HashSet<>();
    private Duration timeout;
    private boolean inputsDamaged;
    private WorkflowSpec.OnFailure onFailure;

    WorkflowBlock(Compilation compilation, WorkflowDraft draft) {
        super(compilation, draft);
    }

    @NoWord
    Spot spot() {
        return draft.spot();
    }

    /** What a run is started with. */
    public void input(@DelegatesTo(value = InputBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        InputBlock block = new InputBlock(compilation, draft);
        run(body, block);
        inputsDamaged |= block.isDamaged();
    }

    /** How long a whole run may take. */
    public void timeout(Duration time) {
        timeout = positive("timeout", time, site().argument(0));
    }

    /** Steps that need not wait for each other, so many at a time. */
    public void parallel(
            @NamedParams(@NamedParam(value = "limit", type = int.class)) Map<String, ?> options,
            @DelegatesTo(value = ParallelBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        int limit = options.containsKey("limit") ? (Integer) options.get("limit") : WorkflowDraft.MAX_STEPS;
        within("limit", limit, 1, WorkflowDraft.MAX_STEPS, site().option("limit"));
        String name = draft.parallel(site().word());
        ParallelBlock block = new ParallelBlock(compilation, draft, name, limit, site().word());
        add(block, body, block::build);
    }

    /** The steps of the block for each value of a list, one after the other. */
    public void forEach(
            List<?> values,
            @DelegatesTo(value = WorkflowBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        each(values, body);
    }

    /** What is done when a run has failed. */
    public void onFailure(@DelegatesTo(value = FailureBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        if (onFailure != null) throw Fault.at(site().word(), "a workflow says onFailure once");
        FailureBlock block = new FailureBlock(compilation, draft);
        run(body, block);
        if (block.isDamaged()) damage();
        onFailure = block.build();
    }

    /** Leaves a step out, if the overlay holds. */
    @NoWord
    void skip(String step, Spot where, boolean applied) {
        if (!draft.steps().contains(step)) {
            throw Fault.at(
                    where,
                    "workflow '" + draft.name() + "' has no step '" + step + "'" + Spelling.hint(step, draft.steps()));
        }
        if (applied) skipped.add(step);
    }

    /** The workflow as the model has it; empty when what is missing was told. */
    @NoWord
    Optional<WorkflowSpec> build(String app, Map<String, WorkloadBlock> workloads, boolean appDamaged) {
        Set<String> jobs = names(workloads, Kind.JOB);
        Set<String> services = names(workloads, Kind.SERVICE);
        Map<Target, Set<String>> known = Map.of(
                Target.JOB,
                jobs,
                Target.SERVICE,
                services,
                Target.INPUT,
                draft.inputs().keySet());
        draft.check(
                (target, name) ->
                        known.get(target).contains(name) || (target == Target.INPUT ? inputsDamaged : appDamaged),
                known);
        if (steps().isEmpty()) {
            if (!isDamaged()) compilation.faults.add(spot(), "workflow '" + draft.name() + "' needs at least one step");
            return Optional.empty();
        }
        return Optional.of(new WorkflowSpec(
                app,
                draft.name(),
                new ArrayList<>(draft.inputs().values()),
                Optional.ofNullable(timeout),
                WorkflowDraft.skipping(steps(), skipped),
                onFailure));
    }

    private static Set<String> names(Map<String, WorkloadBlock> workloads, Kind kind) {
        return workloads.values().stream()
                .filter(workload -> workload.kind() == kind)
                .map(WorkloadBlock::name)
                .collect(Collectors.toSet());
    }
}
