package dev.caravan.reconcile;

import dev.caravan.model.Goal;
import dev.caravan.model.Mode;
import dev.caravan.model.Node;
import dev.caravan.model.Placement;
import dev.caravan.model.Pod;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One pod on each node that the placement allows; a new template replaces one node's pod at a time. */
public final class DaemonReconciler implements Reconciler {
    @Override
    public void reconcile(Observation observed, Changes changes) {
        List<Pod> live = Endings.clear(observed, changes, Mode.Service.DEFAULT_REPLACE_AFTER, false);
        if (observed.workload().spec().goal() == Goal.REMOVED) {
            Endings.remove(observed, changes, live);
            return;
        }
        String hash = observed.templateHash();
        Placement placement = observed.workload().spec().template().placement();
        Set<String> covered = new HashSet<>();
        boolean replacing = observed.pods().stream().anyMatch(p -> !p.isServing());
        for (Pod pod : live) {
            Node node = observed.nodes().get(pod.spec().node().orElse(""));
            if (node == null || !allows(placement, node)) {
                changes.stop(pod, "its node is no longer one of the daemon's");
            } else if (!pod.spec().templateHash().equals(hash) && !replacing) {
                changes.stop(pod, "replaced by a new revision");
                replacing = true;
            }
        }
        // A node whose pod is still stopping gets its new one when that is gone.
        observed.pods().stream()
                .filter(p -> !changes.isForgotten(p))
                .forEach(p -> p.spec().node().ifPresent(covered::add));
        Slots slots = new Slots(observed, changes);
        observed.nodes().values().stream()
                .filter(node -> node.isReady() && allows(placement, node) && !covered.contains(node.name()))
                .sorted(java.util.Comparator.comparing(Node::name))
                .forEach(node -> changes.create(on(node, slots.next(hash))));
    }

    private static Changes.NewPod on(Node node, Changes.NewPod pod) {
        return new Changes.NewPod(pod.templateHash(), pod.slot(), pod.incarnation(), Optional.of(node.name()));
    }

    private static boolean allows(Placement placement, Node node) {
        return placement.require().stream()
                        .allMatch(label -> label.matches(node.metadata().labels()))
                && node.spec().taints().stream().allMatch(taint -> placement.tolerates(taint.key()) || taint.isSoft());
    }
}
