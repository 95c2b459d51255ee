package dev.caravan.reconcile;

import dev.caravan.model.Event;
import dev.caravan.model.Goal;
import dev.caravan.model.Pod;
import dev.caravan.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What all pod-owning reconcilers do first: forget what has stopped, give up what was lost, end what is removed. */
final class Endings {
    private Endings() {}

    /**
     * Clears away and returns the pods that still count: wanted, not ended, not on a node that was given up.
     *
     * @param keepFinished whether pods that succeeded or failed stay as a record (jobs)
     */
    static List<Pod> clear(Observation observed, Changes changes, Duration replaceAfter, boolean keepFinished) {
        List<Pod> live = new ArrayList<>();
        for (Pod pod : observed.pods()) {
            PodStatus.Phase phase = pod.status().phase();
            if (phase == PodStatus.Phase.STOPPED
                    || (phase.isTerminal() && pod.spec().goal() == Goal.REMOVED)) {
                changes.delete(pod, "stopped");
            } else if (phase.isTerminal()) {
                if (!keepFinished)
                    changes.delete(pod, "ended by itself: " + pod.status().reason());
            } else if (isLost(observed, pod, replaceAfter, changes)) {
                changes.delete(pod, "its node " + pod.spec().node().orElseThrow() + " is lost");
                changes.note(
                        pod.key(),
                        Event.Severity.WARNING,
                        "NodeLost",
                        "given up: node " + pod.spec().node().orElseThrow() + " is not heard from");
            } else if (pod.spec().goal() == Goal.RUN) {
                live.add(pod);
            }
        }
        return live;
    }

    private static boolean isLost(Observation observed, Pod pod, Duration replaceAfter, Changes changes) {
        Optional<Instant> givenUp = observed.givenUpAt(pod, replaceAfter);
        if (givenUp.isEmpty()) return false;
        if (observed.isDisaster() && givenUp.get().isAfter(Instant.MIN)) return false;
        if (!observed.now().isBefore(givenUp.get())) return true;
        changes.wakeAt(givenUp.get());
        return false;
    }

    /** Ends a removed workload: stops its pods, and forgets the workload when none is left. */
    static void remove(Observation observed, Changes changes, List<Pod> live) {
        live.forEach(pod -> changes.stop(pod, observed.workload().key().display() + " was deleted"));
        boolean left = observed.pods().stream().anyMatch(pod -> !changes.isForgotten(pod));
        if (!left) changes.removeWorkload();
    }
}
