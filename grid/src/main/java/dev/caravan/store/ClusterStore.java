package dev.caravan.store;

import dev.caravan.model.Kind;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Resource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The cluster's state, as every part of Caravan sees it. Reads may be a moment behind the journal; {@link #revision} says
 * how far they are. Thread-safe.
 */
public interface ClusterStore {
    Optional<Resource> get(ObjectKey key);

    /** A part of a list; all parts are of the first one's revision. */
    Listing list(Query query, Page page);

    default Listing list(Query query) {
        return list(query, Page.all());
    }

    /** {@link #list}, for callers that know the type of what they ask for. */
    default <R extends Resource> java.util.List<R> list(Query query, Class<R> type) {
        return list(query).items().stream().map(type::cast).toList();
    }

    /** {@link #get}, for callers that know the type of what they ask for. */
    default <R extends Resource> Optional<R> get(ObjectKey key, Class<R> type) {
        return get(key).map(type::cast);
    }

    /**
     * Applies a batch whole, or completes with a {@link StoreException}. Never blocks.
     */
    CompletionStage<Commit> commit(Batch batch);

    /** The revision that reads reflect: every object of a commit up to it can be seen. */
    long revision();

    /**
     * Calls back soon after an object of these kinds changed or went, with its key. It is a wake-up and no more: state is
     * to be read anew, calls may be coalesced, and a callback must not block.
     */
    Subscription onChange(Set<Kind> kinds, Consumer<ObjectKey> wake);
}
