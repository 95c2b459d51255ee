package dev.caravan.reconcile;

import dev.caravan.model.Goal;
import dev.caravan.model.Mode;

/** A service wants a fixed number of pods. */
public final class ServiceReconciler implements Reconciler {
    @Override
    public void reconcile(Observation observed, Changes changes) {
        Mode.Service mode = (Mode.Service) observed.workload().spec().mode();
        var live = Endings.clear(observed, changes, mode.replaceAfter(), false);
        if (observed.workload().spec().goal() == Goal.REMOVED) {
            Endings.remove(observed, changes, live);
        } else {
            changes.want(mode.replicas());
        }
    }
}
