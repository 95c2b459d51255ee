package dev.caravan.journal;

import dev.caravan.model.Kind;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Resource;
import dev.caravan.store.Batch;
import dev.caravan.store.ClusterState;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.Commit;
import dev.caravan.store.Listing;
import dev.caravan.store.Page;
import dev.caravan.store.Query;
import dev.caravan.store.Subscription;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The store as a journal member has it in its own memory: each read is of exactly one revision, what was written through this
 * member is seen at once, and reads go on without a quorum, growing old. The API reads from it.
 */
public final class JournalStore implements ClusterStore {
    private final Journal journal;

    public JournalStore(Journal journal) {
        this.journal = journal;
    }

    @Override
    public Optional<Resource> get(ObjectKey key) {
        return journal.read(ClusterState::view).get(key);
    }

    @Override
    public Listing list(Query query, Page page) {
        return journal.read(state -> state.view(page)).list(query, page);
    }

    @Override
    public CompletionStage<Commit> commit(Batch batch) {
        return journal.submit(batch);
    }

    @Override
    public long revision() {
        return journal.read(ClusterState::revision);
    }

    @Override
    public Subscription onChange(Set<Kind> kinds, Consumer<ObjectKey> wake) {
        return journal.feed().follow(revision(), events -> events.stream()
                .map(event -> event.resource().key())
                .filter(key -> kinds.contains(key.kind()))
                .forEach(wake));
    }
}
