package dev.caravan.reconcile;

import dev.caravan.model.Goal;
import dev.caravan.model.Mode;
import dev.caravan.model.Pod;
import dev.caravan.model.Rollout;
import java.util.Comparator;
import java.util.List;

/**
 * Brings a workload to its wanted number of pods of the present template, never above {@code wanted + surge} and never,
 * by its own doing, below {@code wanted - unavailable} ready ones.
 */
public final class RollingReconciler implements Reconciler {
    @Override
    public void reconcile(Observation observed, Changes changes) {
        if (observed.workload().spec().goal() == Goal.REMOVED) return;
        Mode mode = observed.workload().spec().mode();
        // A daemon rolls by node, which its own step has decided already.
        if (mode instanceof Mode.Daemon) return;
        Rollout.Rolling limits = limits(mode);
        Slots slots = new Slots(observed, changes);
        String hash = observed.templateHash();
        int wanted = changes.wanted();
        List<Pod> live = slots.live();
        List<Pod> current =
                live.stream().filter(p -> p.spec().templateHash().equals(hash)).toList();
        List<Pod> old = live.stream()
                .filter(p -> !p.spec().templateHash().equals(hash) && !isCanary(observed, p))
                .toList();

        stopSurplus(current, wanted, changes);
        int keptCurrent = Math.min(current.size(), wanted);
        int stoppedOld = stopOld(old, current, wanted, limits, changes);
        // Pods that are still stopping do not count: a slow stop shall not hold up the rollout.
        int total = keptCurrent + old.size() - stoppedOld;
        int allowed = Math.max(0, wanted + limits.surge() - total);
        int missing = Math.max(0, wanted - keptCurrent);
        if (old.isEmpty()) allowed = missing;
        for (int i = 0; i < Math.min(missing, allowed); i++) changes.create(slots.next(hash));
    }

    /** Canaries come and go by a step of their own, beside the wanted pods. */
    static boolean isCanary(Observation observed, Pod pod) {
        return observed.canaryHash().filter(pod.spec().templateHash()::equals).isPresent();
    }

    private static Rollout.Rolling limits(Mode mode) {
        Rollout rollout = mode instanceof Mode.Service service ? service.rollout() : ((Mode.Function) mode).rollout();
        return rollout instanceof Rollout.Rolling rolling ? rolling : new Rollout.Rolling(1, 0);
    }

    private static void stopSurplus(List<Pod> current, int wanted, Changes changes) {
        current.stream()
                .sorted(cheapestFirst())
                .limit(Math.max(0, current.size() - wanted))
                .forEach(pod -> changes.stop(pod, "scaled down to " + wanted));
    }

    /** Old pods that are not ready serve nobody and go first; ready ones only while enough ready ones stay. */
    private static int stopOld(List<Pod> old, List<Pod> current, int wanted, Rollout.Rolling limits, Changes changes) {
        long ready = current.stream()
                        .filter(p -> p.isServing() && !changes.isEnding(p))
                        .count()
                + old.stream().filter(Pod::isServing).count();
        int stopped = 0;
        for (Pod pod : old.stream().sorted(cheapestFirst()).toList()) {
            if (pod.isServing()) {
                if (ready - 1 < wanted - limits.unavailable()) continue;
                ready--;
            }
            changes.stop(pod, "replaced by a new revision");
            stopped++;
        }
        return stopped;
    }

    static Comparator<Pod> cheapestFirst() {
        return Comparator.comparing((Pod p) -> p.spec().node().isPresent())
                .thenComparing(Pod::isServing)
                .thenComparing(p -> -p.spec().slot())
                .thenComparing(p -> p.metadata().name());
    }
}
