package dev.caravan.reconcile;

import dev.caravan.model.Event;
import dev.caravan.model.Goal;
import dev.caravan.model.Mode;
import dev.caravan.model.Pod;
import dev.caravan.model.PodTemplate;
import dev.caravan.model.Rollout;
import dev.caravan.model.RolloutStatus;
import dev.caravan.model.Workload;
import dev.caravan.model.WorkloadStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Takes a rollout back that does not get all its pods ready in time: the last template that did is the workload's again, until a
 * script says another than the one that failed.
 */
public final class RollbackReconciler implements Reconciler {
    @Override
    public void reconcile(Observation observed, Changes changes) {
        Workload workload = observed.workload();
        Optional<Duration> limit = rollout(workload.spec().mode()).flatMap(Rollout::rollbackAfter);
        if (limit.isEmpty() || workload.spec().goal() == Goal.REMOVED) return;
        WorkloadStatus status = changes.status().orElse(workload.status());
        RolloutStatus before = status.rollout();
        RolloutStatus after = judge(observed, changes, before, limit.get());
        if (!after.equals(before)) changes.status(status.rollingOut(after));
    }

    private static Optional<Rollout> rollout(Mode mode) {
        if (mode instanceof Mode.Service service) return Optional.of(service.rollout());
        return mode instanceof Mode.Function function ? Optional.of(function.rollout()) : Optional.empty();
    }

    private static RolloutStatus judge(Observation observed, Changes changes, RolloutStatus before, Duration limit) {
        PodTemplate template = observed.workload().spec().template();
        if (isComplete(observed, changes)) return before.stableAt(template);
        boolean nothingElse = before.stable().isEmpty() || before.stable().get().equals(template);
        if (nothingElse) return before;
        String hash = observed.templateHash();
        if (!before.hash().equals(hash)) {
            changes.wakeAt(observed.now().plus(limit));
            return before.begun(hash, observed.now());
        }
        Instant deadline = before.since().orElse(observed.now()).plus(limit);
        if (observed.now().isBefore(deadline)) {
            changes.wakeAt(deadline);
            return before;
        }
        String why = "rolled back: the pods of " + hash + " were not all ready after " + text(limit);
        changes.spec(observed.workload().spec().backTo(before.stable().get()));
        changes.note(observed.workload().key(), Event.Severity.WARNING, "RolledBack", why);
        return before.takenBack(why);
    }

    /** Whether all wanted pods are of the template and ready. */
    private static boolean isComplete(Observation observed, Changes changes) {
        String hash = observed.templateHash();
        long ready = observed.pods().stream()
                .filter(pod -> pod.spec().templateHash().equals(hash))
                .filter(Pod::isServing)
                .count();
        boolean old = observed.pods().stream()
                .anyMatch(pod -> pod.isLive()
                        && !pod.spec().templateHash().equals(hash)
                        && !RollingReconciler.isCanary(observed, pod));
        return !old && ready >= changes.wanted();
    }

    private static String text(Duration limit) {
        return limit.toSeconds() % 60 == 0 ? limit.toMinutes() + "m" : limit.toSeconds() + "s";
    }
}
