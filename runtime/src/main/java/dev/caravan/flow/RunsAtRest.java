package dev.caravan.flow;

import dev.caravan.model.ObjectKey;
import dev.caravan.model.Run;
import dev.caravan.workflow.Progress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the runs of this driver wait for, as their last passes said. A run that waits for a time or for people alone rests: its
 * lane's timer or a change of it wakes it, and the looks at everything leave it alone, so that many may wait. Thread-safe.
 */
final class RunsAtRest {
    private record Rest(long version, Optional<Instant> until) {}

    private final Map<ObjectKey, Rest> resting = new ConcurrentHashMap<>();
    private final Map<ObjectKey, Set<ObjectKey>> watched = new ConcurrentHashMap<>();

    void passed(Pass pass) {
        if (pass.progress().isEmpty()) return;
        Progress progress = pass.progress().get();
        Run after = progress.after();
        if (progress.watched().isEmpty()) {
            watched.remove(pass.key());
        } else {
            watched.put(pass.key(), Set.copyOf(progress.watched()));
        }
        boolean rests = after.status().phase() == dev.caravan.model.RunStatus.Phase.WAITING
                && progress.watched().isEmpty()
                && progress.launches().isEmpty()
                && pass.commit().isEmpty();
        if (rests) {
            resting.put(pass.key(), new Rest(after.metadata().resourceVersion(), progress.wakeAt()));
        } else {
            resting.remove(pass.key());
        }
    }

    boolean rests(Run run, Instant now) {
        Rest rest = resting.get(run.key());
        return rest != null
                && rest.version() == run.metadata().resourceVersion()
                && rest.until().map(now::isBefore).orElse(true);
    }

    /** The runs that wait for a workload or for its pods. */
    List<ObjectKey> watching(ObjectKey workload) {
        if (watched.isEmpty()) return List.of();
        return watched.entrySet().stream()
                .filter(e -> e.getValue().contains(workload))
                .map(Map.Entry::getKey)
                .toList();
    }

    void forget(ObjectKey key) {
        resting.remove(key);
        watched.remove(key);
    }
}
