package dev.caravan.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.HazelcastInstance;
import dev.caravan.journal.Journal;
import dev.caravan.model.Metadata;
import dev.caravan.model.Node;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Two servers and an agent; only where the optional SQL part is built in: {@code mvn -Psql}. */
@EnabledIf("isInstalled")
class GridSqlTest {
    @TempDir
    Path directory;

    private Journal journal;
    private GridMember server;
    private GridMember second;
    private GridMember agent;
    private Projector projector;
    private int port;

    static boolean isInstalled() {
        return GridSql.isInstalled();
    }

    @BeforeEach
    void start() throws IOException {
        port = freePort();
        int other = freePort();
        List<String> seeds = List.of("127.0.0.1:" + port, "127.0.0.1:" + other);
        journal = new Journal("s1", directory);
        journal.start();
        server = member("s1", port, seeds, true);
        projector = server.project(journal);
        second = member("s2", other, seeds, true);
        agent = member("n1", freePort(), seeds, false);
    }

    private static GridMember member(String name, int port, List<String> seeds, boolean server) {
        return GridMember.start(new GridConfig("sql", name, "127.0.0.1", port, seeds, server, false, List.of()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    @AfterEach
    void stop() {
        agent.close();
        projector.close();
        second.close();
        server.close();
        journal.close();
    }

    private void commit(Change... changes) throws Exception {
        long revision = journal.submit(new Batch(changes[0].key().toString(), Batch.NO_TERM, List.of(changes)))
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS)
                .revision();
        projector.whenProjected(revision).get(5, TimeUnit.SECONDS);
    }

    private static Change node(String name, boolean cordoned) {
        return Change.create(new Node(
                Metadata.create("", name, "uid-" + name, Instant.EPOCH),
                new Node.Spec("127.0.0.1", 7401, 8080, "process", 2000, 1L << 30, cordoned, List.of()),
                null));
    }

    @Test
    void everyServerAnswersFromTheMapsOfAll() throws Exception {
        commit(node("n1", false), node("n2", true));
        for (GridMember member : List.of(server, second)) {
            GridSql.Table found = member.sql()
                    .orElseThrow()
                    .query("select phase, count(*) as n, sum(cpuMillis) from nodes group by phase");
            assertThat(found.columns()).startsWith("phase", "n");
            assertThat(found.rows()).hasSize(1);
            assertThat(found.rows().get(0).get(1)).contains(2L);
        }
        assertThat(agent.sql()).isEmpty();
    }

    @Test
    void longAnswerIsCutAndSaysSo() throws Exception {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 101; i++) changes.add(node("n" + i, false));
        commit(changes.toArray(Change[]::new));
        GridSql.Table found = server.sql().orElseThrow().query("select a.name from nodes a, nodes b");
        assertThat(found.rows()).hasSize(GridSql.MAX_ROWS);
        assertThat(found.cut()).isTrue();
    }

    @Test
    void nothingIsChangedAndNoFileIsReadThroughIt() throws Exception {
        commit(node("n1", false));
        GridSql sql = server.sql().orElseThrow();
        for (String refused : List.of(
                "delete from nodes",
                "update nodes set phase = 'x'",
                "drop mapping nodes",
                "create mapping m type IMap options ('keyFormat'='int', 'valueFormat'='int')",
                "create job j as sink into nodes select * from nodes",
                "select * from table(json_file(path => '/etc', glob => 'passwd'))",
                "select * from json_file('/etc', 'passwd')",
                "select * from nothing",
                "selec 1")) {
            assertThatThrownBy(() -> sql.query(refused)).as(refused).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(sql.query("select count(*) from nodes").rows()).containsExactly(List.of(Optional.of(1L)));
        assertThat(sql.query("show mappings").rows().toString())
                .contains("nodes", "pods")
                .doesNotContain("secrets", "[m]");
        assertThat(sql.query("show jobs").rows()).isEmpty();
    }

    /** As the SQL browser of the Management Center asks: a client without any class of ours. */
    @Test
    void clientsQueryTheSameTables() throws Exception {
        commit(node("n1", false));
        ClientConfig config = new ClientConfig().setClusterName("sql");
        config.getNetworkConfig().addAddress("127.0.0.1:" + port);
        HazelcastInstance client = HazelcastClient.newHazelcastClient(config);
        try (var rows = client.getSql().execute("select name, phase from nodes where cpuMillis >= ?", 2000)) {
            assertThat(rows.iterator().next().<String>getObject("name")).isEqualTo("n1");
        } finally {
            client.shutdown();
        }
    }
}
