package dev.caravan.reconcile;

import dev.caravan.model.Event;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Workload;
import dev.caravan.model.WorkloadSpec;
import dev.caravan.model.WorkloadStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a reconciler wants done, collected step by step and then written as one batch. Used by one pass on one thread.
 */
public final class Changes {
    /**
     * A pod to make.
     *
     * @param node the only node that it may go to, for daemons
     */
    public record NewPod(String templateHash, int slot, int incarnation, Optional<String> node) {}

    /** A pod to stop or to forget, and why. */
    public record Ending(Pod pod, String reason) {}

    /** Something to tell. */
    public record Note(ObjectKey about, Event.Severity severity, String reason, String message) {}

    private final List<NewPod> creates = new ArrayList<>();
    private final List<Ending> stops = new ArrayList<>();
    private final List<Ending> deletes = new ArrayList<>();
    private final Set<ObjectKey> stopped = new HashSet<>();
    private final Set<ObjectKey> deleted = new HashSet<>();
    private final List<Workload> newJobs = new ArrayList<>();
    private final List<Workload> updatedJobs = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private Optional<WorkloadStatus> status = Optional.empty();
    private Optional<WorkloadSpec> spec = Optional.empty();
    private Optional<Instant> wakeAt = Optional.empty();
    private int wanted;
    private boolean removesWorkload;

    public void create(NewPod pod) {
        creates.add(pod);
    }

    /** Asks a pod's agent to stop it; a pod that no agent has yet is forgotten at once. */
    public void stop(Pod pod, String reason) {
        if (pod.spec().node().isPresent()) {
            stops.add(new Ending(pod, reason));
            stopped.add(pod.key());
        } else {
            delete(pod, reason);
        }
    }

    /** Forgets a pod: nothing of it runs any more, or its node was given up. */
    public void delete(Pod pod, String reason) {
        deletes.add(new Ending(pod, reason));
        deleted.add(pod.key());
    }

    public void createJob(Workload job) {
        newJobs.add(job);
    }

    public void updateJob(Workload job) {
        updatedJobs.add(job);
    }

    public void note(ObjectKey about, Event.Severity severity, String reason, String message) {
        notes.add(new Note(about, severity, reason, message));
    }

    public void status(WorkloadStatus changed) {
        status = Optional.of(changed);
    }

    /** Changes what the workload says itself: for what a script leaves to the cluster. */
    public void spec(WorkloadSpec changed) {
        spec = Optional.of(changed);
    }

    /** The pods that the workload shall have, as the reconcile step decided for the rollout step. */
    public void want(int pods) {
        wanted = pods;
    }

    public int wanted() {
        return wanted;
    }

    /** Looks again then, or earlier. */
    public void wakeAt(Instant time) {
        wakeAt = Optional.of(wakeAt.filter(known -> known.isBefore(time)).orElse(time));
    }

    /** Nothing of the workload is left: its object goes too. */
    public void removeWorkload() {
        removesWorkload = true;
    }

    public List<NewPod> creates() {
        return List.copyOf(creates);
    }

    public List<Ending> stops() {
        return List.copyOf(stops);
    }

    public List<Ending> deletes() {
        return List.copyOf(deletes);
    }

    public List<Workload> newJobs() {
        return List.copyOf(newJobs);
    }

    public List<Workload> updatedJobs() {
        return List.copyOf(updatedJobs);
    }

    public List<Note> notes() {
        return List.copyOf(notes);
    }

    public Optional<WorkloadStatus> status() {
        return status;
    }

    public Optional<WorkloadSpec> spec() {
        return spec;
    }

    public Optional<Instant> wakeAt() {
        return wakeAt;
    }

    public boolean removesWorkload() {
        return removesWorkload;
    }

    /** Whether a pod is about to end by these changes. */
    boolean isEnding(Pod pod) {
        return stopped.contains(pod.key()) || isForgotten(pod);
    }

    /** Whether a pod is about to be forgotten by these changes. */
    public boolean isForgotten(Pod pod) {
        return deleted.contains(pod.key());
    }
}
