package dev.caravan.journal;

import dev.caravan.store.ChangeFeed;
import dev.caravan.store.Subscription;
import dev.caravan.store.WatchEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last revisions, in order, for those who follow. One thread hands them out; a follower that throws is dropped, so
 * that it cannot hold up the others.
 */
final class RevisionRing implements ChangeFeed {
    private static final Logger LOG = LoggerFactory.getLogger(RevisionRing.class);

    /** Commits kept, at most. */
    static final int CAPACITY = 10_000;

    /** Of the heap, how much the commands of the commits kept may have taken; as objects they take several times as much. */
    private static final int PART_OF_HEAP = 16;

    private record Entry(long revision, List<WatchEvent> events, int bytes) {}

    private final class Follower {
        private final Consumer<List<WatchEvent>> receiver;
        private final Runnable dropped;
        private long after;

        Follower(Consumer<List<WatchEvent>> receiver, Runnable dropped, long after) {
            this.receiver = receiver;
            this.dropped = dropped;
            this.after = after;
        }
    }

    /** Guards {@link #ring}, {@link #bytes}, {@link #forgotten} and {@link #stopped}. */
    private final Object lock = new Object();

    private final Deque<Entry> ring = new ArrayDeque<>();
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private final long maxBytes;
    private long bytes;
    private long forgotten;
    private boolean dirty;
    private boolean stopped;
    private final Thread thread = new Thread(this::run, "caravan-feed");

    RevisionRing() {
        this(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    RevisionRing(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Goes on from a revision that did not follow from the last one: nobody who followed can be told what lies between. */
    void reset(long revision) {
        synchronized (lock) {
            ring.clear();
            bytes = 0;
            forgotten = revision;
        }
        List<Follower> present = List.copyOf(followers);
        followers.clear();
        present.forEach(follower -> follower.dropped.run());
    }

    /** @param size of the command, in bytes */
    void add(long revision, List<WatchEvent> events, int size) {
        synchronized (lock) {
            ring.addLast(new Entry(revision, List.copyOf(events), size));
            bytes += size;
            while (ring.size() > CAPACITY || (bytes > maxBytes && ring.size() > 1)) {
                Entry oldest = ring.removeFirst();
                bytes -= oldest.bytes();
                forgotten = oldest.revision();
            }
            signal();
        }
    }

    @Override
    public Subscription follow(long afterRevision, Consumer<List<WatchEvent>> receiver, Runnable dropped) {
        synchronized (lock) {
            if (afterRevision < forgotten) throw new TooOldException(afterRevision, forgotten);
            Follower follower = new Follower(receiver, dropped, afterRevision);
            followers.add(follower);
            signal();
            return () -> followers.remove(follower);
        }
    }

    @Override
    public long oldest() {
        synchronized (lock) {
            return forgotten;
        }
    }

    void stop() {
        synchronized (lock) {
            stopped = true;
            lock.notifyAll();
        }
    }

    private void signal() {
        dirty = true;
        lock.notifyAll();
    }

    private void run() {
        while (true) {
            List<Entry> entries;
            List<Follower> present;
            synchronized (lock) {
                while (!dirty && !stopped) {
                    try {
                        lock.wait();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return;
                    }
                }
                if (stopped) return;
                dirty = false;
                present = List.copyOf(followers); // one that comes later may need older entries than these have
                long needed = present.stream().mapToLong(f -> f.after).min().orElse(Long.MAX_VALUE);
                entries = newerThan(needed);
            }
            present.forEach(follower -> deliver(follower, entries));
        }
    }

    private List<Entry> newerThan(long revision) {
        List<Entry> entries = new ArrayList<>();
        var backwards = ring.descendingIterator();
        while (backwards.hasNext()) {
            Entry entry = backwards.next();
            if (entry.revision() <= revision) break;
            entries.add(entry);
        }
        Collections.reverse(entries);
        return entries;
    }

    private void deliver(Follower follower, List<Entry> entries) {
        for (Entry entry : entries) {
            if (entry.revision() <= follower.after) continue;
            if (!followers.contains(follower)) return;
            try {
                follower.receiver.accept(entry.events());
                follower.after = entry.revision();
            } catch (RuntimeException e) {
                LOG.error("event=FollowerDropped revision={}", entry.revision(), e);
                if (followers.remove(follower)) follower.dropped.run();
                return;
            }
        }
    }
}
