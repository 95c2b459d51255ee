package dev.caravan.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.impl.clientside.HazelcastClientInstanceImpl;
import com.hazelcast.client.impl.clientside.HazelcastClientProxy;
import com.hazelcast.client.impl.protocol.ClientMessage;
import com.hazelcast.client.impl.protocol.codec.MCGetClusterMetadataCodec;
import com.hazelcast.client.impl.protocol.codec.MCGetMapConfigCodec;
import com.hazelcast.client.impl.protocol.codec.MCGetTimedMemberStateCodec;
import com.hazelcast.client.impl.protocol.codec.MCReadMetricsCodec;
import com.hazelcast.client.impl.protocol.codec.MCRunScriptCodec;
import com.hazelcast.client.impl.spi.impl.ClientInvocation;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.nio.serialization.genericrecord.GenericRecord;
import com.hazelcast.nio.serialization.genericrecord.GenericRecordBuilder;
import com.hazelcast.query.Predicates;
import dev.caravan.journal.Journal;
import dev.caravan.model.Kind;
import dev.caravan.model.Metadata;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Secret;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Acts as the Hazelcast Management Center does: a client of its mode, without any class of ours, and its own messages. */
class ManagementCenterTest {
    @TempDir
    Path directory;

    private Journal journal;
    private GridMember member;
    private Projector projector;
    private HazelcastInstance center;

    @BeforeEach
    void startMemberAndCenter() throws IOException {
        journal = new Journal("s1", directory);
        journal.start();
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = socket.getLocalPort();
        }
        member = GridMember.start(new GridConfig("watched", "s1", "127.0.0.1", port, List.of(), true, true, List.of()));
        projector = member.project(journal);
        ClientConfig config = new ClientConfig().setClusterName("watched");
        config.setProperty("hazelcast.client.internal.mc.mode", "true");
        config.getNetworkConfig().addAddress("127.0.0.1:" + port);
        center = HazelcastClient.newHazelcastClient(config);
    }

    @AfterEach
    void stop() {
        center.shutdown();
        projector.close();
        member.close();
        journal.close();
    }

    private ClientMessage ask(ClientMessage question) throws Exception {
        HazelcastClientInstanceImpl client = ((HazelcastClientProxy) center).client;
        return new ClientInvocation(client, question, null, memberId()).invoke().get(10, TimeUnit.SECONDS);
    }

    private UUID memberId() {
        return center.getCluster().getMembers().iterator().next().getUuid();
    }

    private void commit(Change change) throws Exception {
        long revision = journal.submit(new Batch(change.key().toString(), Batch.NO_TERM, List.of(change)))
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS)
                .revision();
        projector.whenProjected(revision).get(5, TimeUnit.SECONDS);
    }

    private static Node node(String name) {
        return new Node(
                Metadata.create("", name, "uid-" + name, Instant.EPOCH),
                new Node.Spec("127.0.0.1", 7401, 8080, "process", 2000, 1L << 30, false, List.of()),
                null);
    }

    @Test
    void memberShowsItsStateItsMapsAndItsMetrics() throws Exception {
        String state = MCGetTimedMemberStateCodec.decodeResponse(ask(MCGetTimedMemberStateCodec.encodeRequest()));
        assertThat(state).contains("memberState");
        assertThat(MCGetClusterMetadataCodec.decodeResponse(ask(MCGetClusterMetadataCodec.encodeRequest()))
                        .memberVersion)
                .startsWith("5.7");
        assertThat(MCGetMapConfigCodec.decodeResponse(ask(MCGetMapConfigCodec.encodeRequest("pods"))).backupCount)
                .isEqualTo(1);
        Awaitility.await().untilAsserted(() -> assertThat(
                        MCReadMetricsCodec.decodeResponse(ask(MCReadMetricsCodec.encodeRequest(memberId(), 0)))
                                .elements)
                .isNotEmpty());
    }

    @Test
    void mapBrowserReadsRowsWithoutAnyClassOfOurs() throws Exception {
        commit(Change.create(node("n1")));
        GenericRecord row = center.<String, GenericRecord>getMap("nodes").get("n1");
        assertThat(row.getString("name")).isEqualTo("n1");
        assertThat(row.getString("phase")).isEqualTo("Ready");
        assertThat(row.getBoolean("ready")).isTrue();
        assertThat(row.getInt64("cpuMillis")).isEqualTo(2000);
        assertThat(center.getMap("nodes").keySet(Predicates.sql("phase = 'Ready' and cpuMillis > 1000")))
                .hasSize(1);
    }

    @Test
    void scriptsAreRefused() {
        assertThatThrownBy(() -> ask(MCRunScriptCodec.encodeRequest("javascript", "1 + 1")))
                .hasMessageContaining("not allowed");
    }

    @Test
    void secretsAreInNoMap() throws Exception {
        commit(Change.create(new Secret(
                Metadata.create("default", "db", "u", Instant.EPOCH),
                new Secret.Spec(Map.of("password", new Secret.Sealed("k1", "sealed"))))));
        assertThat(center.getMap("secrets").size()).isZero();
    }

    /** What the first version wrote is read by this one, and what is new in it is empty. */
    @Test
    void rowOfThePreviousFormIsRead() {
        GenericRecord previous = GenericRecordBuilder.compact(ProjectedObjectSerializer.TYPE)
                .setString("namespace", "")
                .setString("name", "old")
                .setString("kind", "Node")
                .setString("app", "")
                .setString("workload", "")
                .setString("node", "")
                .setString("phase", "Ready")
                .setInt64("resourceVersion", 3)
                .setString("json", dev.caravan.json.Json.write(node("old")))
                .build();
        center.<String, GenericRecord>getMap("nodes").set("old", previous);
        Awaitility.await().ignoreExceptions().untilAsserted(() -> assertThat(
                        member.store().get(new ObjectKey(Kind.NODE, "", "old")))
                .isPresent());
    }

    /** The rule of {@link ProjectedObjectSerializer}: fields are only ever added. */
    @Test
    void everyFieldOfTheFirstFormIsStillThereAndOfItsType() throws Exception {
        commit(Change.create(node("n1")));
        GenericRecord row = center.<String, GenericRecord>getMap("nodes").get("n1");
        try (var form = getClass().getResourceAsStream("/forms/v1-row.txt")) {
            String text = new String(form.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
            assertThat(text.lines()).allSatisfy(line -> {
                String[] field = line.split(" ");
                assertThat(row.getFieldKind(field[0]).name()).as(field[0]).isEqualTo(field[1]);
            });
        }
    }
}
