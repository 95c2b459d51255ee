package dev.caravan.store;

import dev.caravan.model.Kind;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Resource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The whole contract in one process's memory, with nothing behind it: for tests, plans and simulation. */
public final class InMemoryClusterStore implements ClusterStore {
    private record Listener(Set<Kind> kinds, Consumer<ObjectKey> wake) {}

    /** Guards {@link #state}; callbacks run outside of it. */
    private final Object lock = new Object();

    private final ClusterState state = new ClusterState();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final InMemoryFeed feed = new InMemoryFeed();

    @Override
    public Optional<Resource> get(ObjectKey key) {
        synchronized (lock) {
            return state.get(key);
        }
    }

    @Override
    public Listing list(Query query, Page page) {
        StateView view;
        synchronized (lock) {
            view = state.view(page);
        }
        return view.list(query, page);
    }

    @Override
    public CompletionStage<Commit> commit(Batch batch) {
        ClusterState.Applied applied;
        synchronized (lock) {
            try {
                applied = state.apply(batch);
                if (!applied.events().isEmpty()) feed.add(applied.commit().revision(), applied.events());
            } catch (StoreException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
        feed.deliver();
        for (WatchEvent event : applied.events()) {
            ObjectKey key = event.resource().key();
            listeners.stream().filter(l -> l.kinds().contains(key.kind())).forEach(l -> l.wake()
                    .accept(key));
        }
        return CompletableFuture.completedFuture(applied.commit());
    }

    /** The last commits, in order. */
    public ChangeFeed feed() {
        return feed;
    }

    /** As {@link ClusterState#drive}. */
    public long drive(String member) {
        synchronized (lock) {
            return state.drive(member);
        }
    }

    @Override
    public long revision() {
        synchronized (lock) {
            return state.revision();
        }
    }

    @Override
    public Subscription onChange(Set<Kind> kinds, Consumer<ObjectKey> wake) {
        Listener listener = new Listener(Set.copyOf(kinds), wake);
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
