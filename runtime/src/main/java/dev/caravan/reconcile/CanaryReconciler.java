package dev.caravan.reconcile;

import dev.caravan.model.Canary;
import dev.caravan.model.Goal;
import dev.caravan.model.Mode;
import dev.caravan.model.Pod;
import java.util.List;
import java.util.Optional;

/** Keeps as many canaries beside a service's own pods as it says. Where it says none any more, the rollout ends them. */
public final class CanaryReconciler implements Reconciler {
    @Override
    public void reconcile(Observation observed, Changes changes) {
        Optional<Canary> canary = observed.workload().spec().canary();
        if (canary.isEmpty() || observed.workload().spec().goal() == Goal.REMOVED) return;
        String hash = observed.canaryHash().orElseThrow();
        // The template is tried with the service's own: nothing is tried, they are its pods.
        if (hash.equals(observed.templateHash())) return;
        Mode.Service mode = (Mode.Service) observed.workload().spec().mode();
        int wanted = canary.get().podsOf(mode.replicas());
        Slots slots = new Slots(observed, changes);
        List<Pod> live = slots.live().stream()
                .filter(pod -> pod.spec().templateHash().equals(hash))
                .toList();
        live.stream()
                .sorted(RollingReconciler.cheapestFirst())
                .limit(Math.max(0, live.size() - wanted))
                .forEach(pod -> changes.stop(pod, "fewer canaries are wanted: " + wanted));
        for (int i = live.size(); i < wanted; i++) changes.create(slots.next(hash));
    }
}
