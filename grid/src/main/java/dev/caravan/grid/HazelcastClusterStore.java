package dev.caravan.grid;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import com.hazelcast.partition.NoDataMemberInClusterException;
import com.hazelcast.query.Predicate;
import com.hazelcast.query.Predicates;
import dev.caravan.journal.Command;
import dev.caravan.journal.Journal;
import dev.caravan.journal.JournalStore;
import dev.caravan.model.Kind;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Resource;
import dev.caravan.store.Batch;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.Commit;
import dev.caravan.store.Listing;
import dev.caravan.store.Page;
import dev.caravan.store.Query;
import dev.caravan.store.StoreException;
import dev.caravan.store.StoreException.Reason;
import dev.caravan.store.Subscription;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The store as the grid shows it. Reads throw a {@link StoreException} with {@link Reason#UNAVAILABLE} while no
 * control-plane member has projected its state: an empty answer always means that there is nothing.
 */
public final class HazelcastClusterStore implements ClusterStore {
    static final String SUBMIT_EXECUTOR = "caravan.submit";

    private static final int TIMEOUT_SECONDS = 6;

    /** The member that committed last; kept in the member's user context. */
    private static final String DRIVER_HINT = "caravan.committed-by";

    private final HazelcastInstance instance;
    private final Optional<Journal> journal;
    private final Optional<JournalStore> pages;
    private final Wholeness wholeness;
    private final DecodedObjects decoded = new DecodedObjects();

    HazelcastClusterStore(HazelcastInstance instance) {
        this(instance, Optional.empty());
    }

    HazelcastClusterStore(HazelcastInstance instance, Journal journal) {
        this(instance, Optional.of(journal));
    }

    private HazelcastClusterStore(HazelcastInstance instance, Optional<Journal> journal) {
        this.instance = instance;
        this.journal = journal;
        this.pages = journal.map(JournalStore::new);
        this.wholeness = Wholeness.of(instance);
    }

    @Override
    public Optional<Resource> get(ObjectKey key) {
        return reading(() -> {
            revision();
            ProjectedObject found = GridMember.map(instance, key.kind()).get(key.path());
            return Optional.ofNullable(found).map(decoded::of).filter(r -> r.kind() == key.kind());
        });
    }

    @Override
    public Listing list(Query query, Page page) {
        // A grid map knows no revisions but the last: parts of a list come from the journal's own state.
        if (page.from().isPresent() || page.limit() < Integer.MAX_VALUE) {
            return pages.orElseThrow(
                            () -> new StoreException(Reason.INVALID, "lists in pages are for members with a journal"))
                    .list(query, page);
        }
        return reading(() -> {
            long revision = revision();
            IMap<String, ProjectedObject> map = GridMember.map(instance, query.kind());
            List<Resource> found = map.values(predicate(query)).stream()
                    .map(decoded::of)
                    .filter(query::matches)
                    .sorted(Comparator.comparing(Resource::key))
                    .toList();
            return new Listing(found, revision);
        });
    }

    private static Predicate<String, ProjectedObject> predicate(Query query) {
        List<Predicate<String, ProjectedObject>> parts = new ArrayList<>();
        query.workload().ifPresent(key -> parts.add(Predicates.equal("workload", key.toString())));
        query.node().ifPresent(node -> parts.add(Predicates.equal("node", node)));
        query.app().ifPresent(app -> parts.add(Predicates.equal("app", app)));
        query.namespace().ifPresent(namespace -> parts.add(Predicates.equal("namespace", namespace)));
        if (parts.isEmpty()) return Predicates.alwaysTrue();
        return parts.size() == 1 ? parts.get(0) : Predicates.and(parts.toArray(Predicate[]::new));
    }

    @Override
    public long revision() {
        Object revision =
                reading(() -> instance.<String, Object>getMap(Projector.META).get(Projector.REVISION));
        if (revision == null) {
            throw new StoreException(Reason.UNAVAILABLE, "the control plane has not shown its state yet");
        }
        return (Long) revision;
    }

    @Override
    public CompletionStage<Commit> commit(Batch batch) {
        if (journal.isPresent()) return journal.get().submit(batch);
        CompletableFuture<Commit> answer = new CompletableFuture<>();
        submit(new Submit(Command.encode(batch)), servers(), answer);
        return answer.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    /** The members that can commit, the driver's first: others would only pass it on. */
    private List<Member> servers() {
        Object driver = instance.getUserContext().get(DRIVER_HINT);
        return instance.getCluster().getMembers().stream()
                .filter(member -> !member.isLiteMember())
                .sorted(Comparator.comparing(member -> !member.getUuid().equals(driver)))
                .toList();
    }

    /** Tries one member after the other: a batch that two of them took is applied once, by its opId. */
    private void submit(Submit command, List<Member> servers, CompletableFuture<Commit> answer) {
        if (servers.isEmpty()) {
            answer.completeExceptionally(new StoreException(Reason.UNAVAILABLE, "no control-plane member is in reach"));
            return;
        }
        Member first = servers.get(0);
        Runnable next = () -> submit(command, servers.subList(1, servers.size()), answer);
        try {
            instance.getExecutorService(SUBMIT_EXECUTOR)
                    .submitToMember(command, first, new Answer(instance, first.getUuid(), answer, next));
        } catch (HazelcastException | java.util.concurrent.RejectedExecutionException e) {
            if (servers.size() > 1) {
                next.run();
            } else {
                answer.completeExceptionally(unavailable(e));
            }
        }
    }

    private record Answer(HazelcastInstance instance, UUID member, CompletableFuture<Commit> future, Runnable elsewhere)
            implements com.hazelcast.core.ExecutionCallback<byte[]> {
        @Override
        public void onResponse(byte[] response) {
            try {
                future.complete(Command.readAnswer(response));
                instance.getUserContext().put(DRIVER_HINT, member);
            } catch (StoreException e) {
                if (e.reason() == Reason.UNAVAILABLE) {
                    elsewhere.run();
                } else {
                    future.completeExceptionally(e);
                }
            }
        }

        @Override
        public void onFailure(Throwable failure) {
            elsewhere.run();
        }
    }

    @Override
    public Subscription onChange(Set<Kind> kinds, Consumer<ObjectKey> wake) {
        List<Subscription> all = kinds.stream().map(kind -> listen(kind, wake)).toList();
        return () -> all.forEach(Subscription::close);
    }

    private Subscription listen(Kind kind, Consumer<ObjectKey> wake) {
        IMap<String, ProjectedObject> map = GridMember.map(instance, kind);
        UUID id = map.addEntryListener(new Waker(kind, wake), false);
        return () -> map.removeEntryListener(id);
    }

    private record Waker(Kind kind, Consumer<ObjectKey> wake)
            implements EntryAddedListener<String, ProjectedObject>,
                    EntryUpdatedListener<String, ProjectedObject>,
                    EntryRemovedListener<String, ProjectedObject> {
        @Override
        public void entryAdded(EntryEvent<String, ProjectedObject> event) {
            wake.accept(key(event.getKey()));
        }

        @Override
        public void entryUpdated(EntryEvent<String, ProjectedObject> event) {
            wake.accept(key(event.getKey()));
        }

        @Override
        public void entryRemoved(EntryEvent<String, ProjectedObject> event) {
            wake.accept(key(event.getKey()));
        }

        private ObjectKey key(String path) {
            int slash = path.indexOf('/');
            return slash < 0
                    ? new ObjectKey(kind, "", path)
                    : new ObjectKey(kind, path.substring(0, slash), path.substring(slash + 1));
        }
    }

    /**
     * Reads from one and the same control plane: a read that waits while that is started anew is answered by maps that are
     * still empty, which would look as if everything had been deleted.
     */
    private <T> T reading(Supplier<T> read) {
        try {
            // Whole before, and nobody who held a part of it left since: whole while it was read. Asked only
            // afterwards, it
            // might have been filled again in between.
            Set<UUID> before = wholeness.holders();
            if (!wholeness.isWhole(before)) {
                throw new StoreException(Reason.UNAVAILABLE, "the grid is being filled from the journal");
            }
            T found = read.get();
            if (!wholeness.holders().equals(before)) {
                throw new StoreException(Reason.UNAVAILABLE, "the control plane changed while it was read");
            }
            return found;
        } catch (NoDataMemberInClusterException e) {
            throw new StoreException(Reason.UNAVAILABLE, "no control-plane member is in reach");
        } catch (HazelcastInstanceNotActiveException e) {
            throw new StoreException(Reason.UNAVAILABLE, "this member has left the grid");
        } catch (HazelcastException e) {
            throw unavailable(e);
        }
    }

    private static StoreException unavailable(Throwable cause) {
        return new StoreException(Reason.UNAVAILABLE, "the grid gave no answer: " + cause);
    }
}
