package dev.caravan.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.journal.Journal;
import dev.caravan.model.Kind;
import dev.caravan.model.Metadata;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.Commit;
import dev.caravan.store.Query;
import dev.caravan.store.Signals;
import dev.caravan.store.StoreException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GridTest {
    @TempDir
    Path directory;

    private Journal journal;
    private GridMember server;
    private Projector projector;
    private GridMember agent;

    @BeforeEach
    void startServerAndAgent() throws IOException {
        int port = freePort("127.0.0.1");
        journal = new Journal("s1", directory);
        journal.start();
        server = GridMember.start(new GridConfig("test", "s1", "127.0.0.1", port, List.of(), true, false, List.of()));
        projector = server.project(journal);
        agent = GridMember.start(new GridConfig(
                "test", "n1", "127.0.0.2", port, List.of("127.0.0.1:" + port), false, false, List.of("n1")));
    }

    @AfterEach
    void stop() {
        agent.close();
        projector.close();
        server.close();
        journal.close();
    }

    @Test
    void whatAnAgentCommitsIsReadByAll() throws Exception {
        Commit commit = commit(agent.store(), "op-1", Change.register(node("n1")));
        projector.whenProjected(commit.revision()).get(5, TimeUnit.SECONDS);

        assertThat(agent.store().get(key("n1"))).isEqualTo(server.store(journal).get(key("n1")));
        assertThat(agent.store().list(Query.of(Kind.NODE)).items()).hasSize(1);
        assertThat(agent.store().revision()).isEqualTo(commit.revision());
    }

    @Test
    void deletedObjectIsGoneFromTheMaps() throws Exception {
        commit(agent.store(), "op-1", Change.register(node("n1")));
        Commit gone = commit(agent.store(), "op-2", new Change.Delete(key("n1"), Change.ANY));
        projector.whenProjected(gone.revision()).get(5, TimeUnit.SECONDS);
        assertThat(agent.store().get(key("n1"))).isEmpty();
    }

    @Test
    void refusalReachesTheAgentWithItsReason() throws Exception {
        commit(agent.store(), "op-1", Change.create(node("n1")));
        assertThatThrownBy(() -> commit(agent.store(), "op-2", Change.create(node("n1"))))
                .rootCause()
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.CONFLICT));
    }

    @Test
    void changeWakesListenersOnEveryMember() throws Exception {
        List<ObjectKey> woken = new CopyOnWriteArrayList<>();
        agent.store().onChange(Set.of(Kind.NODE), woken::add);
        commit(server.store(journal), "op-1", Change.create(node("n1")));
        Awaitility.await().untilAsserted(() -> assertThat(woken).contains(key("n1")));
    }

    @Test
    void agentIsReachableUntilItLeaves() {
        assertThat(server.signals().reachableNodes()).containsExactly("n1");
        agent.close();
        Awaitility.await().until(() -> server.signals().reachableNodes().isEmpty());
    }

    @Test
    void demandIsToldToTheDriver() {
        ObjectKey thumb = new ObjectKey(Kind.FUNCTION, "default", "thumb");
        List<ObjectKey> woken = new CopyOnWriteArrayList<>();
        server.signals().onDemand(woken::add);
        agent.signals().demand(thumb, "n1", new Signals.Demand(2, 3, Instant.EPOCH));
        Awaitility.await().until(() -> woken.contains(thumb));
        assertThat(server.signals().demandFor(thumb)).containsEntry("n1", new Signals.Demand(2, 3, Instant.EPOCH));
    }

    @Test
    void readsFailClearlyWhileNoControlPlaneIsThere() {
        ClusterStore store = agent.store();
        projector.close();
        server.close();
        assertThatThrownBy(() -> store.list(Query.of(Kind.POD)))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.UNAVAILABLE));
    }

    private static Commit commit(ClusterStore store, String opId, Change change) throws Exception {
        return store.commit(new Batch(opId, Batch.NO_TERM, List.of(change)))
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

    private static int freePort(String address) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.getLocalPort();
        }
    }
}
