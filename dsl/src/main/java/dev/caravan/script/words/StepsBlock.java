package dev.caravan.script.words;

import dev.caravan.model.Step;
import dev.caravan.script.eval.Block;
import dev.caravan.script.eval.Fault;
import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What holds steps. */
public abstract class StepsBlock extends ScriptBlock {
    final WorkflowDraft draft;
    private final List<Step> steps = new ArrayList<>();

    StepsBlock(Compilation compilation, WorkflowDraft draft) {
        super(compilation);
        this.draft = draft;
    }

    final List<Step> steps() {
        return steps;
    }

    /** A step that does one thing. */
    public void step(
            String name, @DelegatesTo(value = StepBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        draft.name(name, site().argument(0));
        StepBlock block = new StepBlock(compilation, draft, name, site().word());
        add(block, body, block::build);
    }

    /** A step that tries another image with a part of a service, stage by stage; its name is the service's. */
    public void canary(
            String service, @DelegatesTo(value = CanaryBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        draft.name(service, site().argument(0));
        draft.refer(WorkflowDraft.Target.SERVICE, service, site().argument(0));
        draft.canary(service);
        CanaryBlock block = new CanaryBlock(compilation, draft, service, site().word());
        add(block, body, block::build);
    }

    /** A step that waits for people. */
    public void approve(
            String name, @DelegatesTo(value = ApproveBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        draft.name(name, site().argument(0));
        ApproveBlock block = new ApproveBlock(compilation, name);
        add(block, body, block::build);
    }

    final void add(Block block, Closure<?> body, Supplier<Step> built) {
        run(body, block);
        if (block.isDamaged()) damage();
        try {
            steps.add(built.get());
        } catch (Fault fault) {
            compilation.faults.add(fault);
            damage();
        }
    }

    final void each(List<?> values, Closure<?> body) {
        for (Object value : values) run(body, this, value);
    }
}
