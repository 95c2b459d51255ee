package dev.caravan.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.journal.Journal;
import dev.caravan.model.Config;
import dev.caravan.model.Kind;
import dev.caravan.model.Metadata;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Resource;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.Query;
import dev.caravan.store.StoreException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that hold the only copies of partitions end under load; afterwards the grid is compared with the journal. */
class LostPartitionsTest {
    private static final int ROUNDS = 3;
    private static final int KEPT = 200;

    @TempDir
    Path directory;

    private final List<Integer> ports = List.of(freePort(), freePort(), freePort());
    private final AtomicLong numbers = new AtomicLong();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private volatile boolean over;
    private Journal journal;
    private GridMember first;
    private Projector projector;

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private GridMember member(int number) {
        List<String> seeds = ports.stream().map(port -> "127.0.0.1:" + port).toList();
        return GridMember.start(
                new GridConfig("lost", "s" + number, "127.0.0.1", ports.get(number), seeds, true, false, List.of()));
    }

    @BeforeEach
    void start() {
        journal = new Journal("s0", directory);
        journal.start();
        first = member(0);
        projector = first.project(journal);
        List<Change> kept = new ArrayList<>();
        for (int i = 0; i < KEPT; i++) kept.add(Change.create(config("kept-" + i, "kept")));
        commit(kept);
        projector.whenProjected(journal.<Long>read(state -> state.revision())).join();
    }

    @AfterEach
    void stop() {
        over = true;
        projector.close();
        first.close();
        journal.close();
    }

    @Test
    void gridIsWhatTheJournalIsAfterPartitionsWereLostUnderLoad() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) threads.add(new Thread(this::write, "writer-" + i));
        threads.add(new Thread(this::read, "reader"));
        threads.forEach(Thread::start);
        AtomicLong lost = new AtomicLong();
        first.onPartitionLost(lost::incrementAndGet);
        for (int round = 0; round < ROUNDS; round++) {
            GridMember second = member(1);
            GridMember third = member(2);
            Awaitility.await().until(() -> first.members().size() == 3);
            awaitWrites(300);
            Thread both = new Thread(second::close);
            both.start();
            third.close();
            both.join();
            awaitWrites(300);
        }
        over = true;
        for (Thread thread : threads) thread.join(20_000);
        assertThat(faults).isEmpty();
        assertThat(lost.get()).as("partitions that were lost").isPositive();
        assertGridIsWhatTheJournalIs();
    }

    private void assertGridIsWhatTheJournalIs() throws Exception {
        long revision = journal.read(state -> state.revision());
        projector.whenProjected(revision).get(20, TimeUnit.SECONDS);
        Map<ObjectKey, Resource> truth = new TreeMap<>(journal.snapshot().objects().stream()
                .filter(object -> ProjectedObject.isProjected(object.kind()))
                .collect(Collectors.toMap(Resource::key, object -> object)));
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> {
            Map<ObjectKey, Resource> shown = new TreeMap<>();
            for (Kind kind : Kind.values()) {
                first.store().list(Query.of(kind)).items().forEach(object -> shown.put(object.key(), object));
            }
            assertThat(shown.keySet()).isEqualTo(truth.keySet());
            truth.forEach((key, object) -> assertThat(shown.get(key)).isEqualTo(object));
        });
        assertThat(truth).hasSizeGreaterThan(KEPT);
    }

    private void awaitWrites(int more) {
        long goal = numbers.get() + more;
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> numbers.get() >= goal || !faults.isEmpty());
        assertThat(faults).isEmpty();
    }

    /** Creates, changes and deletes. */
    private void write() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        while (!over) {
            String name = "c" + random.nextInt(300);
            boolean delete = random.nextInt(4) == 0;
            try {
                commit(List.of(
                        delete
                                ? new Change.Delete(config(name, "").key(), Change.ANY)
                                : new Change.Put(config(name, "v" + numbers.get()), Change.ANY)));
            } catch (StoreException e) {
                if (e.reason() != StoreException.Reason.CONFLICT) faults.add(e.toString());
            }
        }
    }

    /** Sees everything or is refused: what a lost partition held must never look deleted. */
    private void read() {
        HazelcastClusterStore store = first.store();
        while (!over) {
            try {
                long seen = store.list(Query.of(Kind.CONFIG)).items().stream()
                        .filter(object -> object.metadata().name().startsWith("kept-"))
                        .count();
                if (seen != KEPT) faults.add("a list showed " + seen + " of " + KEPT);
            } catch (StoreException e) {
                if (e.reason() != StoreException.Reason.UNAVAILABLE) faults.add(e.toString());
            }
        }
    }

    private void commit(List<Change> changes) {
        try {
            journal.submit(new Batch("op-" + numbers.incrementAndGet(), Batch.NO_TERM, changes))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw StoreException.of(e);
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Config config(String name, String value) {
        return new Config(
                Metadata.create("default", name, "uid-" + name, Instant.EPOCH), new Config.Spec(Map.of("v", value)));
    }
}
