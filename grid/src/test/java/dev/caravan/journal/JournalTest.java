package dev.caravan.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.Kind;
import dev.caravan.model.Metadata;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Resource;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.Commit;
import dev.caravan.store.StoreException;
import dev.caravan.store.WatchEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    Path directory;

    @Test
    void committedObjectsAreThereAfterARestart() throws Exception {
        long revision;
        try (Journal journal = started()) {
            revision = commit(journal, "op-1", Change.create(node("n1"))).revision();
        }
        try (Journal journal = started()) {
            Optional<Resource> found = journal.read(state -> state.get(key("n1")));
            assertThat(found.orElseThrow().metadata().resourceVersion()).isEqualTo(revision);
            assertThat(journal.term()).isGreaterThan(revision);
        }
    }

    @Test
    void repeatedRequestIsAnsweredAndNotAppliedAgain() throws Exception {
        try (Journal journal = started()) {
            Commit first = commit(journal, "op-1", Change.create(node("n1")));
            assertThat(commit(journal, "op-1", Change.create(node("n1")))).isEqualTo(first);
        }
    }

    @Test
    void staleTermIsRefused() throws Exception {
        try (Journal journal = started()) {
            Batch stale = new Batch("op-1", journal.term() + 7, List.of(Change.create(node("n1"))));
            assertThatThrownBy(() -> journal.submit(stale).toCompletableFuture().get(5, TimeUnit.SECONDS))
                    .hasRootCauseInstanceOf(StoreException.class)
                    .hasMessageContaining("is over");
        }
    }

    @Test
    void followerSeesEveryCommitInOrder() throws Exception {
        try (Journal journal = started()) {
            List<Long> seen = new CopyOnWriteArrayList<>();
            long start = journal.read(state -> state.revision());
            commit(journal, "op-0", Change.create(node("n0")));
            journal.feed().follow(start, events -> events.stream()
                    .map(WatchEvent::revision)
                    .forEach(seen::add));
            for (int i = 1; i < 50; i++) commit(journal, "op-" + i, Change.create(node("n" + i)));
            Awaitility.await().until(() -> seen.size() == 50);
            assertThat(seen).isSorted().doesNotHaveDuplicates().first().isEqualTo(start + 1);
        }
    }

    private Journal started() {
        Journal journal = new Journal("s1", directory);
        journal.start();
        return journal;
    }

    private static Commit commit(Journal journal, String opId, Change change) throws Exception {
        return journal.submit(new Batch(opId, Batch.NO_TERM, List.of(change)))
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
    }

    private static Node node(String name) {
        return new Node(
                Metadata.create("", name, "uid-" + name, Instant.EPOCH),
                new Node.Spec("127.0.0.1", 7401, 8080, "process", 2000, 1L << 30, false, List.of()),
                null);
    }

    private static ObjectKey key(String name) {
        return new ObjectKey(Kind.NODE, "", name);
    }
}
