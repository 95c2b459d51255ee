package dev.caravan.script.words;

import dev.caravan.model.Step;
import dev.caravan.model.WorkflowSpec;
import dev.caravan.script.eval.NoWord;
import dev.caravan.script.eval.Says;
import java.util.ArrayList;
import java.util.List;

/** What is done when a run has failed. */
@Says("onFailure")
public final class FailureBlock extends PolicyBlock {
    private boolean compensateAll;

    FailureBlock(Compilation compilation, WorkflowDraft draft) {
        super(compilation, draft, 0);
    }

    /** Compensates every step that was begun, the last first. */
    public void compensateAll() {
        compensateAll = true;
    }

    @NoWord
    WorkflowSpec.OnFailure build() {
        List<Step> steps = new ArrayList<>();
        for (Said one : said()) {
            checkRepeatable(one.action());
            String name = "on-failure." + (steps.size() + 1);
            steps.add(new Step(name, one.action(), policy(true), false, List.of()));
        }
        return new WorkflowSpec.OnFailure(compensateAll, steps);
    }
}
