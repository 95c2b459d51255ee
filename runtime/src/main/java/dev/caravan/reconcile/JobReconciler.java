package dev.caravan.reconcile;

import dev.caravan.model.Event;
import dev.caravan.model.Goal;
import dev.caravan.model.Mode;
import dev.caravan.model.Pod;
import dev.caravan.model.PodStatus.Phase;
import dev.caravan.model.WorkloadStatus;
import dev.caravan.model.WorkloadStatus.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Runs a job once for each changed spec: as many pods as must succeed, failed ones tried again after a growing pause, until
 * it is complete, has failed too often or takes too long.
 */
public final class JobReconciler implements Reconciler {
    @Override
    public void reconcile(Observation observed, Changes changes) {
        Mode.Job mode = (Mode.Job) observed.workload().spec().mode();
        List<Pod> live = Endings.clear(observed, changes, Mode.Service.DEFAULT_REPLACE_AFTER, true);
        if (observed.workload().spec().goal() == Goal.REMOVED) {
            observed.pods().stream()
                    .filter(p -> p.status().phase().isTerminal() && p.spec().goal() == Goal.RUN)
                    .forEach(p -> changes.delete(p, "its job was deleted"));
            Endings.remove(observed, changes, live);
            return;
        }
        String run = observed.templateHash();
        clearOtherRuns(observed, changes, run);
        if (mode.manual() && observed.workload().spec().serial() == 0) return;
        WorkloadStatus status = observed.workload().status();
        if (status.run().equals(run) && status.outcome() != Outcome.NONE) {
            live.forEach(p -> changes.stop(p, "its job has ended"));
            return;
        }
        new Run(observed, changes, mode, run).advance();
    }

    private static void clearOtherRuns(Observation observed, Changes changes, String run) {
        for (Pod pod : observed.pods()) {
            if (pod.spec().templateHash().equals(run) || changes.isEnding(pod)) continue;
            if (pod.status().phase().isTerminal()) {
                changes.delete(pod, "of an earlier run");
            } else if (pod.spec().goal() == Goal.RUN) {
                changes.stop(pod, "of an earlier run");
            }
        }
    }

    /** One run of the job. */
    private record Run(Observation observed, Changes changes, Mode.Job mode, String hash) {
        void advance() {
            List<Pod> pods = observed.pods().stream()
                    .filter(p -> p.spec().templateHash().equals(hash) && !changes.isEnding(p))
                    .toList();
            List<Pod> failed = inPhase(pods, Phase.FAILED);
            int succeeded = inPhase(pods, Phase.SUCCEEDED).size();
            List<Pod> active = pods.stream().filter(Pod::isLive).toList();
            Optional<Instant> deadline = deadline(pods);
            if (succeeded >= mode.completions()) {
                end(active, Outcome.COMPLETE, succeeded + " of " + mode.completions() + " succeeded");
            } else if (failed.size() > mode.retries()) {
                end(active, Outcome.FAILED, "failed " + failed.size() + " times: " + lastWords(failed));
            } else if (deadline.isPresent() && !observed.now().isBefore(deadline.get())) {
                end(active, Outcome.FAILED, "took longer than " + mode.timeout().orElseThrow());
            } else {
                deadline.ifPresent(changes::wakeAt);
                startMissing(active.size(), succeeded, failed);
            }
        }

        private static List<Pod> inPhase(List<Pod> pods, Phase phase) {
            return pods.stream().filter(p -> p.status().phase() == phase).toList();
        }

        private Optional<Instant> deadline(List<Pod> pods) {
            return mode.timeout().flatMap(timeout -> pods.stream()
                    .map(p -> p.metadata().creationTimestamp())
                    .min(Comparator.naturalOrder())
                    .map(first -> first.plus(timeout)));
        }

        private static String lastWords(List<Pod> failed) {
            return failed.stream()
                    .max(Comparator.comparing(p -> p.status().finishedAt().orElse(Instant.MIN)))
                    .map(p -> p.status().message())
                    .orElse("");
        }

        private void end(List<Pod> active, Outcome outcome, String why) {
            active.forEach(p -> changes.stop(p, "its job has ended"));
            changes.status(observed.workload().status().ended(hash, outcome, why, observed.now()));
            boolean complete = outcome == Outcome.COMPLETE;
            changes.note(
                    observed.workload().key(),
                    complete ? Event.Severity.NORMAL : Event.Severity.WARNING,
                    complete ? "Complete" : "Failed",
                    why);
        }

        private void startMissing(int active, int succeeded, List<Pod> failed) {
            int missing = Math.min(mode.parallelism(), mode.completions() - succeeded) - active;
            if (missing <= 0) return;
            Instant next = nextTry(failed);
            if (observed.now().isBefore(next)) {
                changes.wakeAt(next);
                return;
            }
            Slots slots = new Slots(observed, changes);
            for (int i = 0; i < missing; i++) changes.create(slots.next(hash));
        }

        private Instant nextTry(List<Pod> failed) {
            if (failed.isEmpty()) return Instant.MIN;
            Instant last = failed.stream()
                    .map(p -> p.status().finishedAt().orElse(p.metadata().creationTimestamp()))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            int doublings = Math.min(failed.size() - 1, 20);
            Duration pause = mode.backoff().multipliedBy(1L << doublings);
            return last.plus(pause.compareTo(mode.maxBackoff()) < 0 ? pause : mode.maxBackoff());
        }
    }
}
