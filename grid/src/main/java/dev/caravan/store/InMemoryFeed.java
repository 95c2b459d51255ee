package dev.caravan.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The history of an in-memory store. Followers are called on the committing thread, in order, never under a lock. */
final class InMemoryFeed implements ChangeFeed {
    /** Commits kept. */
    static final int CAPACITY = 10_000;

    private record Entry(long revision, List<WatchEvent> events) {}

    private static final class Follower {
        private final Consumer<List<WatchEvent>> receiver;
        private volatile long after;

        Follower(long after, Consumer<List<WatchEvent>> receiver) {
            this.after = after;
            this.receiver = receiver;
        }
    }

    /** Guards {@link #ring} and {@link #forgotten}. */
    private final Object lock = new Object();

    private final Deque<Entry> ring = new ArrayDeque<>();
    private final List<Follower> followers = new CopyOnWriteArrayList<>();

    /** Requests to deliver; whoever raises it from 0 delivers for all. */
    private final AtomicInteger requests = new AtomicInteger();

    private long forgotten;

    /** Takes note of a commit; the caller sees to the order. */
    void add(long revision, List<WatchEvent> events) {
        synchronized (lock) {
            ring.addLast(new Entry(revision, List.copyOf(events)));
            if (ring.size() > CAPACITY) forgotten = ring.removeFirst().revision();
        }
    }

    void deliver() {
        if (requests.getAndIncrement() > 0) return;
        do {
            followers.forEach(this::catchUp);
        } while (requests.decrementAndGet() > 0);
    }

    private void catchUp(Follower follower) {
        for (Optional<Entry> next = next(follower); next.isPresent(); next = next(follower)) {
            follower.after = next.get().revision();
            follower.receiver.accept(next.get().events());
        }
    }

    private Optional<Entry> next(Follower follower) {
        synchronized (lock) {
            return ring.stream().filter(e -> e.revision() > follower.after).findFirst();
        }
    }

    @Override
    public Subscription follow(long afterRevision, Consumer<List<WatchEvent>> receiver, Runnable dropped) {
        Follower follower = new Follower(afterRevision, receiver);
        synchronized (lock) {
            if (afterRevision < forgotten) throw new TooOldException(afterRevision, forgotten);
            followers.add(follower);
        }
        deliver();
        return () -> followers.remove(follower);
    }

    @Override
    public long oldest() {
        synchronized (lock) {
            return forgotten;
        }
    }
}
