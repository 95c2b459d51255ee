package dev.caravan.reconcile;

import dev.caravan.model.Goal;
import dev.caravan.model.Pod;
import dev.caravan.store.Change;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Ends pods whose workload is gone: what runs is asked to stop, what runs no more is forgotten. */
public final class GarbageReconciler {
    private GarbageReconciler() {}

    /**
     * What to change.
     *
     * @param pods all of a workload that is not there any more
     * @param nodes names of the nodes that there are
     */
    public static List<Change> reconcile(List<Pod> pods, Set<String> nodes) {
        return pods.stream()
                .filter(pod -> !pod.metadata().ownerReferences().isEmpty())
                .map(pod -> change(pod, nodes))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Change> change(Pod pod, Set<String> nodes) {
        boolean runs = pod.spec().node().filter(nodes::contains).isPresent()
                && !pod.status().phase().isTerminal();
        if (!runs) return Optional.of(Change.delete(pod));
        return pod.spec().goal() == Goal.RUN ? Optional.of(Change.update(pod.stopping())) : Optional.empty();
    }
}
