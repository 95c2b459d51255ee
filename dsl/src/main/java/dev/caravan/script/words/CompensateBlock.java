package dev.caravan.script.words;

import dev.caravan.model.Step;
import dev.caravan.script.eval.NoWord;
import dev.caravan.script.eval.Says;
import dev.caravan.script.eval.Spot;
import java.util.ArrayList;
import java.util.List;

/** What undoes a step. Tried three times more unless it says otherwise: half undone is worse than late. */
@Says("compensate")
public final class CompensateBlock extends PolicyBlock {
    private static final int RETRIES = 3;

    private final String step;
    private final Spot spot;

    CompensateBlock(Compilation compilation, WorkflowDraft draft, String step, Spot spot) {
        super(compilation, draft, RETRIES);
        this.step = step;
        this.spot = spot;
    }

    @NoWord
    List<Step> build() {
        if (said().isEmpty() && !isDamaged()) {
            compilation.faults.add(spot, "compensate is empty; it wants run, restore, call or send");
        }
        List<Step> steps = new ArrayList<>();
        for (Said one : said()) {
            String name = step + ".undo" + (steps.isEmpty() ? "" : "-" + (steps.size() + 1));
            checkRepeatable(one.action());
            steps.add(new Step(name, one.action(), policy(false), false, List.of()));
        }
        return steps;
    }
}
