package dev.caravan.reconcile;

import dev.caravan.model.Goal;
import dev.caravan.model.Pod;
import java.util.List;

/** Stops every old pod before the first new one starts. */
public final class RecreateReconciler implements Reconciler {
    @Override
    public void reconcile(Observation observed, Changes changes) {
        if (observed.workload().spec().goal() == Goal.REMOVED) return;
        String hash = observed.templateHash();
        Slots slots = new Slots(observed, changes);
        List<Pod> current = slots.live().stream()
                .filter(p -> p.spec().templateHash().equals(hash))
                .toList();
        slots.live().stream()
                .filter(p -> !p.spec().templateHash().equals(hash) && !RollingReconciler.isCanary(observed, p))
                .forEach(p -> changes.stop(p, "replaced by a new revision"));
        boolean oldLeft = observed.pods().stream()
                .anyMatch(p -> !p.spec().templateHash().equals(hash)
                        && !RollingReconciler.isCanary(observed, p)
                        && !changes.isForgotten(p));
        current.stream().skip(changes.wanted()).forEach(pod -> changes.stop(pod, "scaled down to " + changes.wanted()));
        if (oldLeft) return;
        for (int i = current.size(); i < changes.wanted(); i++) changes.create(slots.next(hash));
    }
}
