package dev.caravan.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import dev.caravan.journal.Journal;
import dev.caravan.model.Kind;
import dev.caravan.model.Resource;
import dev.caravan.store.ClusterState;
import dev.caravan.store.WatchEvent;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the journal's commits into the grid's maps, in order, many at a time. Invariant: the revision in the meta map
 * is never ahead of the maps. One thread; a grid that does not answer makes it project everything anew.
 */
public final class Projector implements AutoCloseable {
    static final String META = "caravan.meta";
    static final String REVISION = "revision";

    private static final Logger LOG = LoggerFactory.getLogger(Projector.class);
    private static final int MAX_BATCH = 512;
    private static final long RETRY_MILLIS = 500;

    /** Commits waiting; beyond it they are dropped and everything is projected anew. */
    private static final int MAX_WAITING = 20_000;

    private final HazelcastInstance instance;
    private final Journal journal;
    private final BlockingQueue<ClusterState.Applied> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "caravan-projector");
    private volatile boolean overflowed;
    private volatile boolean stopped;

    /** The last revision projected, and those who wait for a later one. */
    private final RevisionGate gate = new RevisionGate();

    Projector(HazelcastInstance instance, Journal journal) {
        this.instance = instance;
        this.journal = journal;
    }

    void start() {
        journal.onApplied(applied -> {
            if (!waiting.offer(applied)) overflowed = true;
        });
        thread.setDaemon(true);
        thread.start();
        ready.join();
    }

    /** The revision that the maps show. */
    public long revision() {
        return gate.revision();
    }

    /** Completes once the maps show a revision. */
    public CompletableFuture<Void> whenProjected(long revision) {
        return gate.await(revision);
    }

    private void run() {
        boolean whole = true;
        while (!stopped) {
            try {
                if (whole || overflowed) projectAll();
                whole = false;
                ready.complete(null);
                projectNext();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                if (stopped) return;
                LOG.warn("event=ProjectionRetried revision={} cause={}", gate.revision(), e.toString());
                whole = true;
                pause();
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void projectAll() {
        overflowed = false;
        waiting.clear();
        Journal.Snapshot snapshot = journal.snapshot();
        Map<Kind, ApplyIfNewer> changes = new EnumMap<>(Kind.class);
        Map<Kind, Set<String>> keys = new EnumMap<>(Kind.class);
        for (Resource resource : snapshot.objects()) {
            changes.computeIfAbsent(resource.kind(), kind -> new ApplyIfNewer())
                    .put(resource.key().path(), ProjectedObject.of(resource));
            keys.computeIfAbsent(resource.kind(), kind -> new HashSet<>())
                    .add(resource.key().path());
        }
        for (Kind kind : Kind.values()) {
            IMap<String, ProjectedObject> map = GridMember.map(instance, kind);
            Set<String> stale = new HashSet<>(map.keySet());
            stale.removeAll(keys.getOrDefault(kind, Set.of()));
            stale.forEach(map::delete);
        }
        write(changes);
        show(snapshot.revision());
    }

    private void projectNext() throws InterruptedException {
        ClusterState.Applied first = waiting.poll(1, TimeUnit.SECONDS);
        if (first == null) return;
        List<ClusterState.Applied> batch = new ArrayList<>();
        batch.add(first);
        waiting.drainTo(batch, MAX_BATCH);
        Map<Kind, ApplyIfNewer> changes = new EnumMap<>(Kind.class);
        for (ClusterState.Applied applied : batch) {
            for (WatchEvent event : applied.events()) add(changes, event);
        }
        write(changes);
        show(batch.get(batch.size() - 1).commit().revision());
    }

    private static void add(Map<Kind, ApplyIfNewer> changes, WatchEvent event) {
        Resource resource = event.resource();
        ApplyIfNewer change = changes.computeIfAbsent(resource.kind(), kind -> new ApplyIfNewer());
        if (event.type() == WatchEvent.Type.DELETED) {
            change.delete(resource.key().path(), event.revision());
        } else {
            change.put(resource.key().path(), ProjectedObject.of(resource));
        }
    }

    private void write(Map<Kind, ApplyIfNewer> changes) {
        List<CompletableFuture<?>> writes = new ArrayList<>();
        changes.forEach((kind, change) -> {
            IMap<String, ProjectedObject> map = GridMember.map(instance, kind);
            writes.add(map.submitToKeys(change.keys(), change).toCompletableFuture());
        });
        CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)).join();
    }

    private void show(long revision) {
        if (revision > gate.revision()) {
            instance.<String, Long>getMap(META).set(REVISION, revision);
            gate.reached(revision);
        }
    }

    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
    }
}
