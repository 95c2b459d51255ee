package dev.caravan.workflow;

import dev.caravan.model.Kind;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Run;
import dev.caravan.model.RunStatus;
import dev.caravan.model.Workflow;
import dev.caravan.store.Change;
import java.util.ArrayList;
import java.util.List;

/** Turns what a pass decided into the one batch that journals it, with its effects inside Caravan. */
public final class Journal {
    private Journal() {}

    /** The changes of a pass; empty if it decided nothing. */
    public static List<Change> changes(Run before, Progress pass, World world) {
        Run after = pass.after();
        List<Change> changes = new ArrayList<>();
        if (after.equals(before)) return changes;
        changes.add(Change.update(after));
        pass.created().values().forEach(job -> changes.add(Change.create(job)));
        pass.changed().values().forEach(workload -> changes.add(Change.update(workload)));
        boolean succeeds = after.status().phase() == RunStatus.Phase.SUCCEEDED
                && before.status().phase() != RunStatus.Phase.SUCCEEDED;
        if (succeeds) {
            ObjectKey key = new ObjectKey(
                    Kind.WORKFLOW, after.metadata().namespace(), after.spec().workflow());
            world.workflow(key).ifPresent(workflow -> changes.add(Change.update(remembering(workflow, after))));
        }
        return changes;
    }

    private static Workflow remembering(Workflow workflow, Run run) {
        return workflow.with(
                new Workflow.Status(workflow.status().runs(), run.spec().inputs()));
    }
}
