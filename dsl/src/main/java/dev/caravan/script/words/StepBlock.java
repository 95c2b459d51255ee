package dev.caravan.script.words;

import dev.caravan.model.Step;
import dev.caravan.script.eval.Fault;
import dev.caravan.script.eval.NoWord;
import dev.caravan.script.eval.Says;
import dev.caravan.script.eval.Spot;
import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import java.util.List;

/** One step of a workflow: one thing that it does, and what if that fails. */
@Says("step")
public final class StepBlock extends PolicyBlock {
    private final String name;
    private final Spot spot;
    private boolean optional;
    private List<Step> compensate = List.of();

    StepBlock(Compilation compilation, WorkflowDraft draft, String name, Spot spot) {
        super(compilation, draft, 0);
        this.name = name;
        this.spot = spot;
    }

    /** The run goes on when the step has failed. */
    public void optional() {
        optional = true;
    }

    /** What undoes the step, when the run fails later or is cancelled. */
    public void compensate(
            @DelegatesTo(value = CompensateBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        CompensateBlock block = new CompensateBlock(compilation, draft, name, site().word());
        run(body, block);
        if (block.isDamaged()) damage();
        compensate = block.build();
    }

    @NoWord
    Step build() {
        if (said().isEmpty() && !isDamaged()) {
            compilation.faults.add(
                    spot, "step '" + name + "' does nothing; it wants run, promote, restore, call or send");
        }
        if (said().size() > 1) {
            compilation.faults.add(
                    said().get(1).spot(), "step '" + name + "' does one thing; make this a step of its own");
        }
        if (said().isEmpty()) throw Fault.silent();
        checkRepeatable(said().get(0).action());
        return new Step(name, said().get(0).action(), policy(optional), false, compensate);
    }
}
