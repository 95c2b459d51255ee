package dev.caravan.script.words;

import dev.caravan.model.Action;
import dev.caravan.model.Step;
import dev.caravan.script.eval.Fault;
import dev.caravan.script.eval.NoWord;
import dev.caravan.script.eval.Says;
import dev.caravan.script.eval.Spot;
import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import java.util.List;

/** Steps that need not wait for each other. */
@Says("parallel")
public final class ParallelBlock extends StepsBlock {
    private final String name;
    private final int limit;
    private final Spot spot;

    ParallelBlock(Compilation compilation, WorkflowDraft draft, String name, int limit, Spot spot) {
        super(compilation, draft);
        this.name = name;
        this.limit = limit;
        this.spot = spot;
    }

    /** The steps of the block for each value of a list. */
    public void forEach(
            List<?> values,
            @DelegatesTo(value = ParallelBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        each(values, body);
    }

    @NoWord
    Step build() {
        if (steps().isEmpty()) {
            if (!isDamaged()) compilation.faults.add(spot, "parallel is empty; it wants steps");
            throw Fault.silent();
        }
        return new Step(name, new Action.Parallel(limit, steps()), Step.Policy.once(), false, List.of());
    }
}
