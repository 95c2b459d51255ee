package dev.caravan.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Port;
import dev.caravan.proxy.link.LinkClient;
import dev.caravan.proxy.table.PortKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TcpProxyTest {
    @TempDir
    Path dir;

    private TestCluster cluster;

    @BeforeEach
    void start() {
        cluster = new TestCluster(dir);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void connectionsAreSpreadOverReadyPods() throws Exception {
        int port = TestCluster.freePort("127.0.0.1");
        ObjectKey web = cluster.service("web", TestCluster.published(80, port));
        try (Backend one = Backend.echo("one");
                Backend two = Backend.echo("two")) {
            Proxy proxy = cluster.node("n1", "127.0.0.1", false);
            cluster.pod(web, "p1", "n1", "127.0.0.1", 80, one.port());
            cluster.pod(web, "p2", "n1", "127.0.0.1", 80, two.port());
            awaitEndpoints(proxy, web, 2);
            Map<String, Integer> seen = new HashMap<>();
            for (int i = 0; i < 60; i++) seen.merge(greeting(port), 1, Integer::sum);
            assertThat(seen).containsOnlyKeys("one", "two");
            assertThat(seen.values()).allMatch(count -> count > 10);
            assertThat(cluster.published("n1", "service/web:80/tcp")).isEqualTo("127.0.0.1:" + port);
        }
    }

    @Test
    void podThatDoesNotAcceptIsPassedOver() throws Exception {
        int port = TestCluster.freePort("127.0.0.1");
        ObjectKey web = cluster.service("web", TestCluster.published(80, port));
        try (Backend one = Backend.echo("one")) {
            Proxy proxy = cluster.node("n1", "127.0.0.1", false);
            cluster.pod(web, "p1", "n1", "127.0.0.1", 80, one.port());
            cluster.pod(web, "p2", "n1", "127.0.0.1", 80, TestCluster.freePort("127.0.0.1"));
            awaitEndpoints(proxy, web, 2);
            for (int i = 0; i < 20; i++) assertThat(greeting(port)).isEqualTo("one");
        }
    }

    @Test
    void connectionSurvivesChangesOfPodsAndTheRemovalOfItsOwnFromTheTable() throws Exception {
        int port = TestCluster.freePort("127.0.0.1");
        ObjectKey web = cluster.service("web", TestCluster.published(80, port));
        try (Backend one = Backend.echo("one");
                Backend two = Backend.echo("two")) {
            Proxy proxy = cluster.node("n1", "127.0.0.1", false);
            Pod first = cluster.pod(web, "p1", "n1", "127.0.0.1", 80, one.port());
            awaitEndpoints(proxy, web, 1);
            try (Socket kept = connect(port)) {
                BufferedReader in = reader(kept);
                assertThat(in.readLine()).isEqualTo("one");
                cluster.pod(web, "p2", "n1", "127.0.0.1", 80, two.port());
                awaitEndpoints(proxy, web, 2);
                cluster.remove(first);
                awaitEndpoints(proxy, web, 1);
                kept.getOutputStream().write("still there\n".getBytes(StandardCharsets.UTF_8));
                assertThat(in.readLine()).isEqualTo("still there");
                assertThat(greeting(port)).isEqualTo("two");
            }
        }
    }

    @Test
    void removalIsConfirmedWithItsRevision() throws Exception {
        ObjectKey web = cluster.service("web", Port.tcp(80));
        Proxy proxy = cluster.node("n1", "127.0.0.1", false);
        Pod pod = cluster.pod(web, "p1", "n1", "127.0.0.1", 80, 1);
        awaitEndpoints(proxy, web, 1);
        assertThat(cluster.signals.tablesApplied()).isEmpty();
        long removed = cluster.remove(pod);
        await().until(() -> cluster.signals.tablesApplied().getOrDefault("n1", 0L) >= removed);
        assertThat(proxy.table()
                        .target(new PortKey(web, 80, Port.Protocol.TCP))
                        .orElseThrow()
                        .endpoints())
                .isEmpty();
    }

    @Test
    void endOfOneDirectionLeavesTheOtherOpenAndLosesNothing() throws Exception {
        int port = TestCluster.freePort("127.0.0.1");
        ObjectKey web = cluster.service("web", TestCluster.published(80, port));
        byte[] sent = new byte[3_000_000];
        new Random(1).nextBytes(sent);
        Backend.Talk answerAtTheEnd = socket -> {
            byte[] all = socket.getInputStream().readAllBytes();
            socket.getOutputStream().write(all);
        };
        try (Backend backend = new Backend(answerAtTheEnd)) {
            Proxy proxy = cluster.node("n1", "127.0.0.1", false);
            cluster.pod(web, "p1", "n1", "127.0.0.1", 80, backend.port());
            awaitEndpoints(proxy, web, 1);
            awaitOpen("n1", "service/web:80/tcp");
            try (Socket socket = connect(port)) {
                socket.getOutputStream().write(sent);
                socket.shutdownOutput();
                assertThat(socket.getInputStream().readAllBytes()).isEqualTo(sent);
            }
        }
    }

    @Test
    void podOfAnotherNodeIsReachedThroughThatNodesLinkAlone() throws Exception {
        int port = TestCluster.freePort("127.0.0.1");
        ObjectKey web = cluster.service("web", TestCluster.published(80, port));
        byte[] sent = new byte[1_000_000];
        new Random(2).nextBytes(sent);
        try (Backend backend = Backend.echo("far")) {
            Proxy near = cluster.node("n1", "127.0.0.1", false);
            Proxy far = cluster.node("n2", "127.0.0.2", false);
            cluster.pod(web, "p1", "n2", "127.0.0.1", 80, backend.port());
            awaitEndpoints(near, web, 1);
            awaitEndpoints(far, web, 1);
            awaitOpen("n1", "service/web:80/tcp");
            try (Socket socket = connect(port)) {
                CompletableFuture.runAsync(() -> send(socket, sent));
                byte[] all = socket.getInputStream().readAllBytes();
                assertThat(Arrays.copyOfRange(all, 4, all.length)).isEqualTo(sent);
            }
            assertThat(far.linkRelayed()).isEqualTo(1);
            assertThat(near.linkRelayed()).isZero();
            assertThat(backend.accepted).hasValue(1);
        }
    }

    @Test
    void nodeThatIsNotReachableLosesItsEndpointsAtOnce() {
        ObjectKey web = cluster.service("web", Port.tcp(80));
        Proxy near = cluster.node("n1", "127.0.0.1", false);
        cluster.node("n2", "127.0.0.2", false);
        cluster.pod(web, "p1", "n2", "127.0.0.1", 80, 1);
        awaitEndpoints(near, web, 1);
        cluster.signals.reachable("n2", false);
        awaitEndpoints(near, web, 0);
    }

    @Test
    void wrongSecretGetsNothingFromALink() throws Exception {
        int port = TestCluster.freePort("127.0.0.1");
        ObjectKey web = cluster.service("web", TestCluster.published(80, port));
        try (Backend backend = Backend.echo("far")) {
            Proxy near = cluster.node("n1", "127.0.0.1", false, cluster.signals, "guess");
            Proxy far = cluster.node("n2", "127.0.0.2", false);
            cluster.pod(web, "p1", "n2", "127.0.0.1", 80, backend.port());
            awaitEndpoints(near, web, 1);
            awaitOpen("n1", "service/web:80/tcp");
            try (Socket socket = connect(port)) {
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(far.linkRefused()).isEqualTo(1);
            assertThat(backend.accepted).hasValue(0);
        }
    }

    @Test
    void servicesRideOnTheLinkUntilTheirClientGoes() throws Exception {
        Proxy proxy = cluster.node("n1", "127.0.0.1", false);
        CompletableFuture<String> ended = new CompletableFuture<>();
        proxy.registerLinkService("logs", (params, stream) -> {
            stream.onClose(() -> ended.complete("closed"));
            String line = "line of " + params.get("pod") + "\n";
            for (int i = 0; stream.isOpen(); i++) {
                stream.output().write(line.getBytes(StandardCharsets.UTF_8));
                if (i >= 1) break;
            }
            stream.input().read();
        });
        LinkClient client = new LinkClient(TestCluster.SECRET);
        try (InputStream in = client.open("127.0.0.1", proxy.linkPort(), "logs", Map.of("pod", "a b&c"))) {
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            assertThat(reader.readLine()).isEqualTo("line of a b&c");
            assertThat(reader.readLine()).isEqualTo("line of a b&c");
        }
        assertThat(ended.get()).isEqualTo("closed");
    }

    @Test
    void portInUseIsReportedAndOpenedOnceItIsFree() throws Exception {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = holder.getLocalPort();
            cluster.service("web", TestCluster.published(80, port));
            cluster.node("n1", "127.0.0.1", false);
            await().until(() -> cluster.published("n1", "service/web:80/tcp").contains("in use by another program"));
            free(holder);
            await().until(() -> cluster.published("n1", "service/web:80/tcp").equals("127.0.0.1:" + port));
        }
        assertThat(cluster.published("n1", "ingress")).startsWith("127.0.0.1:");
    }

    @Test
    void unpublishedPortIsOpenedOnLoopbackUnderAnotherNumberIfItsOwnIsTakenAndAgainAfterARestart() throws Exception {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            cluster.service("web", Port.tcp(holder.getLocalPort()));
            String key = "service/web:" + holder.getLocalPort() + "/tcp";
            Proxy proxy = cluster.node("n1", "127.0.0.1", true);
            await().until(() -> cluster.published("n1", key).startsWith("127.0.0.1:2"));
            String first = cluster.published("n1", key);
            proxy.close();
            free(holder);
            cluster.node("n1", "127.0.0.1", true);
            await().until(() -> cluster.published("n1", "ingress").startsWith("127"));
            await().untilAsserted(() -> assertThat(cluster.published("n1", key)).isEqualTo(first));
        }
    }

    @Test
    void unpublishedPortKeepsItsNumberWhereThatIsFree() throws Exception {
        int port = TestCluster.freePort("127.0.0.1");
        ObjectKey web = cluster.service("web", Port.tcp(port));
        try (Backend backend = Backend.echo("one")) {
            Proxy proxy = cluster.node("n1", "127.0.0.1", true);
            cluster.pod(web, "p1", "n1", "127.0.0.1", port, backend.port());
            awaitEndpoints(proxy, web, 1);
            await().until(() ->
                    cluster.published("n1", "service/web:" + port + "/tcp").equals("127.0.0.1:" + port));
            assertThat(greeting(port)).isEqualTo("one");
        }
    }

    private void awaitOpen(String node, String key) {
        await().until(() -> cluster.published(node, key).startsWith("127."));
    }

    private void awaitEndpoints(Proxy proxy, ObjectKey workload, int count) {
        await().until(() -> proxy.table().targets().stream()
                .filter(target -> target.key().workload().equals(workload))
                .anyMatch(target -> target.endpoints().size() == count));
        await().until(() -> !cluster.published("n1", "ingress").isEmpty());
        await().until(() -> proxy.table().targets().stream()
                .filter(target -> target.port().publish().isPresent())
                .allMatch(target ->
                        !cluster.published("n1", target.key().display()).isEmpty()));
    }

    private static void send(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void free(java.io.Closeable holder) throws IOException {
        holder.close();
    }

    private static String greeting(int port) throws IOException {
        try (Socket socket = connect(port)) {
            return reader(socket).readLine();
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }
}
