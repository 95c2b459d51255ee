package dev.caravan.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import dev.caravan.journal.Journal;
import dev.caravan.model.Kind;
import dev.caravan.model.Resource;
import dev.caravan.store.ChangeFeed;
import dev.caravan.store.Subscription;
import dev.caravan.store.WatchEvent;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the journal's commits into the grid's maps, in order, many at a time, on the member that is the driver; the others
 * follow how far it is. Invariant: the revision in the meta map is never ahead of the maps. A new driver goes on from that
 * revision; when the journal no longer remembers what followed it, when a partition or the meta map was lost, after a merge and
 * after a failed write everything is projected anew, behind a new {@link Fence}.
 */
public final class Projector implements AutoCloseable {
    static final String META = "caravan.meta";
    static final String REVISION = "revision";

    private static final Logger LOG = LoggerFactory.getLogger(Projector.class);
    private static final int MAX_BATCH = 512;
    private static final int MAX_CHUNK = 2_000;
    private static final long RETRY_MILLIS = 300;
    private static final long LOOK_MILLIS = 1_000;

    /** Batches begin so far apart at least. */
    private static final long SPACING_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    /** Commits waiting; beyond it they are dropped and everything is projected anew. */
    private static final int MAX_WAITING = 20_000;

    /** Projections that one driver may begin in its term: a fence's number is the term, then the count. */
    private static final long MAX_ATTEMPTS = 1L << 20;

    private final HazelcastInstance instance;
    private final Journal journal;
    private final Wholeness wholeness;
    private final BlockingQueue<List<WatchEvent>> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private final Thread thread = new Thread(this::run, "caravan-projector");
    private final List<Subscription> subscriptions = new ArrayList<>();
    private volatile OptionalLong term = OptionalLong.empty();
    private volatile boolean restart;
    private volatile boolean stopped;
    private Subscription following = () -> {};
    private long fence;
    private long attempt;
    private long lastBatch = System.nanoTime() - SPACING_NANOS;

    /** The last revision projected, and those who wait for a later one. */
    private final RevisionGate gate = new RevisionGate();

    Projector(HazelcastInstance instance, Journal journal) {
        this.instance = instance;
        this.journal = journal;
        this.wholeness = Wholeness.of(instance);
    }

    void start() {
        UUID listener = meta().addEntryListener(new Shown(), REVISION, true);
        subscriptions.add(() -> meta().removeEntryListener(listener));
        UUID lost = instance.getPartitionService().addPartitionLostListener(event -> restart = true);
        subscriptions.add(() -> instance.getPartitionService().removePartitionLostListener(lost));
        UUID merged = instance.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleEvent.LifecycleState.MERGED) restart = true;
        });
        subscriptions.add(() -> instance.getLifecycleService().removeLifecycleListener(merged));
        journal.onDriver(changed -> {
            term = changed;
            restart = true;
        });
        thread.setDaemon(true);
        thread.start();
    }

    private final class Shown implements EntryAddedListener<String, Object>, EntryUpdatedListener<String, Object> {
        @Override
        public void entryAdded(com.hazelcast.core.EntryEvent<String, Object> event) {
            gate.reached((Long) event.getValue());
        }

        @Override
        public void entryUpdated(com.hazelcast.core.EntryEvent<String, Object> event) {
            gate.reached((Long) event.getValue());
        }
    }

    /** The revision that the maps show, as this member knows. */
    public long revision() {
        return gate.revision();
    }

    /** Completes once the maps show a revision. */
    public CompletableFuture<Void> whenProjected(long revision) {
        return gate.await(revision);
    }

    private void run() {
        long lookedAt = System.nanoTime();
        while (!stopped) {
            try {
                OptionalLong driving = term;
                if (driving.isEmpty()) {
                    following.close();
                    waiting.clear();
                    TimeUnit.MILLISECONDS.sleep(20);
                    if (System.nanoTime() - lookedAt > TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)) {
                        lookedAt = System.nanoTime();
                        learnRevision();
                    }
                    continue;
                }
                if (restart) begin(driving.getAsLong());
                projectNext();
                if (System.nanoTime() - lookedAt > TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)) {
                    lookedAt = System.nanoTime();
                    if (!wholeness.isWholeNow() || meta().get(REVISION) == null) restart = true;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                if (stopped) return;
                restart = true;
                LOG.warn("event=ProjectionRetried revision={} cause=\"{}\"", gate.revision(), e.toString());
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

    /** A word about the revision that was missed comes with the next look. */
    private void learnRevision() {
        if (meta().get(REVISION) instanceof Long shown) gate.reached(shown);
    }

    /** Keeps out every write of an earlier projection, then goes on where the maps are, or begins anew. */
    private void begin(long driving) throws InterruptedException {
        restart = false;
        following.close();
        waiting.clear();
        attempt = driving == fence / MAX_ATTEMPTS ? attempt + 1 : 0;
        fence = driving * MAX_ATTEMPTS + attempt;
        Fence.raise(instance, fence);
        Object shown = meta().get(REVISION);
        boolean goesOn = attempt == 0 && shown instanceof Long && wholeness.isWholeNow();
        if (goesOn && follow((Long) shown)) {
            gate.reached((Long) shown);
            LOG.info("event=ProjectionGoesOn term={} revision={}", driving, shown);
        } else {
            long revision = projectAll();
            if (!follow(revision)) restart = true;
            LOG.info("event=ProjectedWhole term={} revision={}", driving, revision);
        }
    }

    private boolean follow(long revision) {
        try {
            following = journal.feed().follow(revision, events -> {
                if (!waiting.offer(events)) restart = true;
            });
            return true;
        } catch (ChangeFeed.TooOldException e) {
            return false;
        }
    }

    private long projectAll() {
        Journal.Snapshot snapshot = journal.snapshot();
        Map<Kind, Set<String>> keys = new EnumMap<>(Kind.class);
        Map<Part, ApplyIfNewer> changes = new HashMap<>();
        int count = 0;
        for (Resource resource : snapshot.objects()) {
            if (!ProjectedObject.isProjected(resource.kind())) continue;
            change(changes, resource.kind(), resource.key().path())
                    .put(resource.key().path(), ProjectedObject.of(resource));
            keys.computeIfAbsent(resource.kind(), kind -> new HashSet<>())
                    .add(resource.key().path());
            if (++count % MAX_CHUNK == 0) write(changes);
        }
        for (Kind kind : Kind.values()) {
            Set<String> stale = new HashSet<>(GridMember.map(instance, kind).keySet());
            stale.removeAll(keys.getOrDefault(kind, Set.of()));
            stale.forEach(key -> change(changes, kind, key).delete(key, snapshot.revision()));
        }
        write(changes);
        wholeness.mark();
        show(snapshot.revision());
        return snapshot.revision();
    }

    private void projectNext() throws InterruptedException {
        List<WatchEvent> first = waiting.poll(100, TimeUnit.MILLISECONDS);
        if (first == null) return;
        // A commit by itself is shown at once; of many in a row those that come close together go in one batch.
        long tooEarly = lastBatch + SPACING_NANOS - System.nanoTime();
        if (tooEarly > 0) TimeUnit.NANOSECONDS.sleep(Math.min(tooEarly, SPACING_NANOS));
        lastBatch = System.nanoTime();
        List<List<WatchEvent>> batch = new ArrayList<>();
        batch.add(first);
        waiting.drainTo(batch, MAX_BATCH);
        Map<Part, ApplyIfNewer> changes = new HashMap<>();
        long last = 0;
        for (List<WatchEvent> events : batch) {
            for (WatchEvent event : events) {
                add(changes, event);
                last = Math.max(last, event.revision());
            }
        }
        write(changes);
        if (last > 0) show(last);
    }

    /**
     * A map's share of one partition. Each has changes of its own: the grid sends a processor whole to the backups of every
     * partition that it writes to.
     */
    private record Part(Kind kind, int partition) {}

    private ApplyIfNewer change(Map<Part, ApplyIfNewer> changes, Kind kind, String key) {
        int partition = instance.getPartitionService().getPartition(key).getPartitionId();
        return changes.computeIfAbsent(new Part(kind, partition), part -> new ApplyIfNewer(fence));
    }

    private void add(Map<Part, ApplyIfNewer> changes, WatchEvent event) {
        Resource resource = event.resource();
        if (!ProjectedObject.isProjected(resource.kind())) return;
        ApplyIfNewer change = change(changes, resource.kind(), resource.key().path());
        if (event.type() == WatchEvent.Type.DELETED) {
            change.delete(resource.key().path(), event.revision());
        } else {
            change.put(resource.key().path(), ProjectedObject.of(resource));
        }
    }

    /** Writes and forgets the changes. */
    private void write(Map<Part, ApplyIfNewer> changes) {
        List<CompletableFuture<Map<String, Object>>> writes = new ArrayList<>();
        changes.forEach((part, change) -> {
            IMap<String, ProjectedObject> map = GridMember.map(instance, part.kind());
            if (change.keys().isEmpty()) return;
            writes.add(map.submitToKeys(change.keys(), change).toCompletableFuture());
        });
        CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)).join();
        for (CompletableFuture<Map<String, Object>> write : writes) {
            if (write.join().containsValue(ApplyIfNewer.FENCED)) {
                throw new IllegalStateException("a member does not admit projection " + fence);
            }
        }
        changes.clear();
    }

    private void show(long revision) {
        meta().set(REVISION, revision);
        gate.reached(revision);
    }

    private IMap<String, Object> meta() {
        return instance.getMap(META);
    }

    @Override
    public void close() {
        stopped = true;
        following.close();
        thread.interrupt();
    }
}
