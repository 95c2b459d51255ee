package dev.caravan.flow;

import dev.caravan.model.Event;
import dev.caravan.model.Metadata;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Workload;
import dev.caravan.reconcile.Changes;
import dev.caravan.reconcile.Observation;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.ClusterStore;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code bind:batch}: writes what a pass decided as one batch, under the driver's term; nothing if nothing was. */
final class Binding {
    private static final Logger LOG = LoggerFactory.getLogger(Binding.class);

    /** Pods forgotten in one batch, which is bounded; the first of them wake the row for the rest. */
    private static final int MAX_FORGOTTEN = 2_000;

    private final ClusterStore store;
    private final LongSupplier term;
    private final Supplier<String> uids;
    private final Clock clock;

    Binding(ClusterStore store, LongSupplier term, Supplier<String> uids, Clock clock) {
        this.store = store;
        this.term = term;
        this.uids = uids;
        this.clock = clock;
    }

    Map<String, Step> steps() {
        return Map.of("batch", this::bind);
    }

    private CompletionStage<?> bind(Pass pass) {
        List<Change> writes = new ArrayList<>(pass.direct());
        pass.observed().ifPresent(observed -> collect(pass, observed, writes));
        pass.changes().notes().forEach(note -> writes.add(Change.create(event(note))));
        if (writes.isEmpty()) return CompletableFuture.completedFuture(null);
        return store.commit(new Batch(uids.get(), term.getAsLong(), writes)).thenAccept(commit -> {
            pass.commit(commit);
            log(pass);
        });
    }

    private void collect(Pass pass, Observation observed, List<Change> writes) {
        Changes changes = pass.changes();
        Workload workload = observed.workload();
        for (Pod pod : pass.placements().bound()) {
            writes.add(new Change.Put(pod, pod.metadata().resourceVersion()));
            changes.note(
                    pod.key(),
                    Event.Severity.NORMAL,
                    "Bound",
                    "to node " + pod.spec().node().orElseThrow());
        }
        for (Pod pod : pass.placements().refused()) refused(pod, observed, changes, writes);
        changes.stops().forEach(e -> {
            writes.add(Change.update(e.pod().stopping()));
            changes.note(e.pod().key(), Event.Severity.NORMAL, "Stopping", e.reason());
        });
        changes.deletes().stream().limit(MAX_FORGOTTEN).forEach(e -> writes.add(Change.delete(e.pod())));
        changes.newJobs().forEach(job -> writes.add(Change.create(job)));
        changes.updatedJobs().forEach(job -> writes.add(Change.update(job)));
        boolean last = changes.deletes().size() <= MAX_FORGOTTEN;
        if (changes.removesWorkload() && last) {
            writes.add(Change.delete(workload));
        } else if (changes.status().isPresent() || changes.spec().isPresent()) {
            writes.add(Change.update(workload.with(changes.spec().orElse(workload.spec()))
                    .with(changes.status().orElse(workload.status()))));
        } else if (!writes.isEmpty()) {
            writes.add(new Change.Require(workload.key(), workload.metadata().resourceVersion()));
        }
    }

    /** Writes a waiting pod only when its reason is news. */
    private static void refused(Pod pod, Observation observed, Changes changes, List<Change> writes) {
        if (observed.pods().contains(pod)) return;
        writes.add(new Change.Put(pod, pod.metadata().resourceVersion()));
        changes.note(
                pod.key(),
                Event.Severity.WARNING,
                pod.status().reason(),
                pod.status().message());
    }

    private Event event(Changes.Note note) {
        Instant now = clock.instant();
        ObjectKey about = note.about();
        String name = about.name() + "." + uids.get().replace("-", "").substring(0, 12);
        String namespace = about.namespace().isEmpty() ? "default" : about.namespace();
        return new Event(
                Metadata.create(namespace, name, uids.get(), now),
                new Event.Spec(about, note.severity(), note.reason(), note.message(), "driver", now));
    }

    private static void log(Pass pass) {
        if (!LOG.isInfoEnabled() || pass.commit().orElseThrow().changed() == 0) return;
        Changes changes = pass.changes();
        LOG.info(
                "event=Reconciled key={} bound={} waiting={} stopping={} forgotten={} revision={}",
                pass.key(),
                pass.placements().bound().size(),
                pass.placements().refused().size(),
                changes.stops().size(),
                changes.deletes().size(),
                pass.commit().orElseThrow().revision());
    }
}
