package dev.caravan.script.words;

import dev.caravan.script.eval.Says;

/** What an overlay changes of a workflow. */
@Says("workflow of an overlay")
public final class WorkflowPatchBlock extends ScriptBlock {
    private final WorkflowBlock workflow;
    private final boolean applied;

    WorkflowPatchBlock(Compilation compilation, WorkflowBlock workflow, boolean applied) {
        super(compilation);
        this.workflow = workflow;
        this.applied = applied;
    }

    /** Leaves steps out: they do nothing and are shown as skipped. */
    public void skip(String first, String... others) {
        workflow.skip(first, site().argument(0), applied);
        for (int i = 0; i < others.length; i++) workflow.skip(others[i], site().argument(i + 1), applied);
    }
}
