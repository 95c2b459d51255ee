package dev.caravan.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Port;
import dev.caravan.proxy.http.SealedCall;
import dev.caravan.proxy.table.PortKey;
import dev.caravan.store.Signals;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpProxyTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path dir;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private TestCluster cluster;
    private Proxy proxy;

    @BeforeEach
    void start() {
        cluster = new TestCluster(dir);
        proxy = cluster.node("n1", "127.0.0.1", false);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void requestsAreRoutedByPathAndTellThePodWhoAsked() throws Exception {
        ObjectKey web = cluster.service("web", TestCluster.at(80, "/web"));
        try (Backend backend = Backend.http("web", () -> {})) {
            cluster.pod(web, "p1", "n1", "127.0.0.1", 80, backend.port());
            awaitEndpoints(web, 1);
            for (int i = 0; i < 20; i++) assertThat(get("/web/x").body()).isEqualTo("web");
            assertThat(backend.accepted.get()).isLessThanOrEqualTo(2);
            assertThat(backend.heads.get(0))
                    .contains("GET /web/x HTTP/1.1")
                    .containsIgnoringCase("X-Forwarded-For: 127.0.0.1")
                    .containsIgnoringCase("X-Forwarded-Proto: http")
                    .containsIgnoringCase("X-Forwarded-Host: 127.0.0.1:" + proxy.ingressPort());
        }
    }

    @Test
    void requestWithoutARouteIsAnsweredWithItsHostAndPath() throws Exception {
        await().until(() -> proxy.ingressPort() > 0);
        HttpResponse<String> answer = get("/nowhere");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("127.0.0.1:" + proxy.ingressPort()).contains("/nowhere");
    }

    @Test
    void callsUnderTheClustersSealReachAFunctionThatNothingRoutesTo() throws Exception {
        ObjectKey thumb = cluster.function("thumb", 1, LONG, Port.tcp(80));
        try (Backend backend = Backend.http("thumb", () -> {})) {
            cluster.pod(thumb, "p1", "n1", "127.0.0.1", 80, backend.port());
            awaitEndpoints(thumb, 1);
            HttpRequest.Builder call = HttpRequest.newBuilder(uri("/"))
                    .header(SealedCall.HEADER, new SealedCall(TestCluster.SECRET).header(thumb));
            assertThat(http.send(call.build(), BodyHandlers.ofString()).body()).isEqualTo("thumb");
            assertThat(backend.heads.get(0)).doesNotContainIgnoringCase(SealedCall.HEADER);

            HttpRequest.Builder forged = HttpRequest.newBuilder(uri("/"))
                    .header(SealedCall.HEADER, new SealedCall("another secret").header(thumb));
            assertThat(http.send(forged.build(), BodyHandlers.ofString()).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void canariesGetTheirShareOfRequestsAndWhatBecameOfThemIsTold() throws Exception {
        ObjectKey web = cluster.service("web", TestCluster.at(80, "/"));
        try (Backend own = Backend.http("own", () -> {});
                Backend tried = Backend.http("tried", () -> {})) {
            cluster.pod(web, "p1", "n1", "127.0.0.1", 80, own.port());
            cluster.canary(web, 25);
            Pod canary = cluster.canaryPod(web, "p2", "n1", "127.0.0.1", 80, tried.port());
            await().until(() -> proxy.table()
                    .target(PortKey.of(web, TestCluster.at(80, "/")))
                    .filter(t -> t.endpoints().size() == 1 && t.canaries().size() == 1)
                    .isPresent());
            int toCanary = 0;
            for (int i = 0; i < 1_000; i++) {
                if (get("/").body().equals("tried")) toCanary++;
            }
            assertThat(toCanary).isBetween(150, 350);
            int asked = toCanary;
            await().until(() -> cluster.signals
                            .traffic()
                            .getOrDefault("n1", Map.of())
                            .getOrDefault(canary.metadata().uid(), new Signals.Traffic(0, 0, 0))
                            .requests()
                    == asked);
        }
    }

    @Test
    void serviceWithoutReadyPodIsUnavailableAndNamed() throws Exception {
        ObjectKey web = cluster.service("web", TestCluster.at(80, "/web"));
        awaitEndpoints(web, 0);
        HttpResponse<String> answer = get("/web");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("service/web has no ready pod");
    }

    @Test
    void bodiesStreamThroughBothWays() throws Exception {
        ObjectKey web = cluster.service("web", TestCluster.at(80, "/"));
        try (Backend backend = Backend.http("web", () -> {})) {
            cluster.pod(web, "p1", "n1", "127.0.0.1", 80, backend.port());
            awaitEndpoints(web, 1);
            String body = "0123456789".repeat(500_000);
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(uri("/"))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo(body);
        }
    }

    @Test
    void connectionThatThePodClosedMeanwhileIsReplacedUnnoticed() throws Exception {
        ObjectKey web = cluster.service("web", TestCluster.at(80, "/"));
        Backend.Talk once = socket -> {
            Backend.head(socket.getInputStream());
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.UTF_8));
        };
        try (Backend backend = new Backend(once)) {
            cluster.pod(web, "p1", "n1", "127.0.0.1", 80, backend.port());
            awaitEndpoints(web, 1);
            for (int i = 0; i < 100; i++) assertThat(get("/").body()).isEqualTo("ok");
        }
    }

    @Test
    void protocolSwitchBecomesATunnel() throws Exception {
        ObjectKey web = cluster.service("web", TestCluster.at(80, "/"));
        Backend.Talk upgrade = socket -> {
            String head = Backend.head(socket.getInputStream());
            assertThat(head).containsIgnoringCase("upgrade: websocket");
            OutputStream out = socket.getOutputStream();
            out.write(("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello")
                    .getBytes(StandardCharsets.UTF_8));
            socket.getInputStream().transferTo(out);
        };
        try (Backend backend = new Backend(upgrade);
                Socket client = new Socket("127.0.0.1", ingress())) {
            cluster.pod(web, "p1", "n1", "127.0.0.1", 80, backend.port());
            awaitEndpoints(web, 1);
            String ask = "GET /chat HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
            client.getOutputStream().write(ask.getBytes(StandardCharsets.UTF_8));
            assertThat(Backend.head(client.getInputStream()))
                    .startsWith("HTTP/1.1 101")
                    .contains("websocket");
            assertThat(read(client.getInputStream(), 5)).isEqualTo("hello");
            client.getOutputStream().write("ping".getBytes(StandardCharsets.UTF_8));
            assertThat(read(client.getInputStream(), 4)).isEqualTo("ping");
        }
    }

    @Test
    void manyRequestsForAFunctionAtZeroWakeItOnceAndAreAllAnsweredWhenAPodComes() throws Exception {
        AtomicInteger told = new AtomicInteger();
        cluster.signals.onDemand(function -> told.incrementAndGet());
        ObjectKey hello = cluster.function("hello", 8, LONG, TestCluster.at(80, "/hello"));
        awaitEndpoints(hello, 0);
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) answers.add(getLater("/hello"));
        await().until(() -> waiting(hello) == 100);
        assertThat(told.get()).isLessThan(20);
        try (Backend backend = Backend.http("hi", () -> {})) {
            cluster.pod(hello, "p1", "n1", "127.0.0.1", 80, backend.port());
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                assertThat(answer.get().body()).isEqualTo("hi");
            }
        }
        await().until(() -> demand(hello).inFlight() == 0 && demand(hello).waiting() == 0);
    }

    @Test
    void podNeverHasMoreRequestsThanTheFunctionsConcurrencyAndTheOthersGoToTheFirstFreePod() throws Exception {
        Semaphore finish = new Semaphore(0);
        AtomicInteger busy = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ObjectKey hello = cluster.function("hello", 2, LONG, TestCluster.at(80, "/hello"));
        try (Backend slow = Backend.http("slow", () -> {
                    most.accumulateAndGet(busy.incrementAndGet(), Math::max);
                    finish.acquireUninterruptibly();
                    busy.decrementAndGet();
                });
                Backend quick = Backend.http("quick", () -> {})) {
            cluster.pod(hello, "p1", "n1", "127.0.0.1", 80, slow.port());
            awaitEndpoints(hello, 1);
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 10; i++) answers.add(getLater("/hello"));
            await().until(() -> demand(hello).inFlight() == 2 && waiting(hello) == 8);
            cluster.pod(hello, "p2", "n1", "127.0.0.1", 80, quick.port());
            await().until(() ->
                    answers.stream().filter(CompletableFuture::isDone).count() == 8);
            assertThat(most).hasValue(2);
            finish.release(10);
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                assertThat(answer.get().statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void functionThatGetsNoPodInTimeIsATimeout() throws Exception {
        ObjectKey hello = cluster.function("hello", 2, Duration.ofMillis(300), TestCluster.at(80, "/hello"));
        awaitEndpoints(hello, 0);
        HttpResponse<String> answer = get("/hello");
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).contains("function/hello had no pod");
        await().until(() -> waiting(hello) == 0);
    }

    @Test
    void clientThatGoesAwayIsNoDemandAnyMore() throws Exception {
        ObjectKey hello = cluster.function("hello", 2, LONG, TestCluster.at(80, "/hello"));
        awaitEndpoints(hello, 0);
        try (Socket client = new Socket("127.0.0.1", ingress())) {
            client.getOutputStream().write("GET /hello HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            await().until(() -> waiting(hello) == 1);
        }
        await().until(() -> waiting(hello) == 0);
    }

    @Test
    void publishedPortOfAFunctionHoldsRequestsToo() throws Exception {
        int port = TestCluster.freePort("127.0.0.1");
        ObjectKey hello = cluster.function("hello", 2, LONG, TestCluster.published(80, port));
        await().until(() -> cluster.published("n1", "function/hello:80/tcp").equals("127.0.0.1:" + port));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/any"))
                .build();
        CompletableFuture<HttpResponse<String>> answer = http.sendAsync(request, BodyHandlers.ofString());
        await().until(() -> waiting(hello) == 1);
        try (Backend backend = Backend.http("hi", () -> {})) {
            cluster.pod(hello, "p1", "n1", "127.0.0.1", 80, backend.port());
            assertThat(answer.get().body()).isEqualTo("hi");
        }
    }

    @Test
    void requestsToAPodOfAnotherNodeGoThroughItsLink() throws Exception {
        Proxy far = cluster.node("n2", "127.0.0.2", false);
        ObjectKey web = cluster.service("web", TestCluster.at(80, "/"));
        try (Backend backend = Backend.http("far", () -> {})) {
            cluster.pod(web, "p1", "n2", "127.0.0.1", 80, backend.port());
            awaitEndpoints(web, 1);
            await().until(() -> far.table().localPod("uid-p1").isPresent());
            for (int i = 0; i < 5; i++) assertThat(get("/").body()).isEqualTo("far");
            assertThat(far.linkRelayed()).isBetween(1L, 2L);
        }
    }

    @Test
    void removedPodGetsNoRequestAfterItsRemovalWasConfirmed() throws Exception {
        ObjectKey web = cluster.service("web", TestCluster.at(80, "/"));
        try (Backend one = Backend.http("one", () -> {});
                Backend two = Backend.http("two", () -> {})) {
            Pod first = cluster.pod(web, "p1", "n1", "127.0.0.1", 80, one.port());
            cluster.pod(web, "p2", "n1", "127.0.0.1", 80, two.port());
            awaitEndpoints(web, 2);
            for (int i = 0; i < 50; i++) get("/");
            assertThat(one.heads).isNotEmpty();
            long removed = cluster.remove(first);
            await().until(() -> cluster.signals.tablesApplied().getOrDefault("n1", 0L) >= removed);
            int before = one.heads.size();
            for (int i = 0; i < 50; i++) assertThat(get("/").body()).isEqualTo("two");
            assertThat(one.heads).hasSize(before);
        }
    }

    @Test
    void answerReachesAClientThatStillSendsItsBody() throws Exception {
        int size = 8 << 20;
        try (Socket client = new Socket("127.0.0.1", ingress())) {
            String head = "POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n";
            client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().write(new byte[size]);

            String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(answer).startsWith("HTTP/1.1 404").contains("nothing is routed");
        }
    }

    @Test
    void oversizedHeadIsRefused() throws Exception {
        await().until(() -> proxy.ingressPort() > 0);
        try (Socket client = new Socket("127.0.0.1", ingress())) {
            String head = "GET / HTTP/1.1\r\nHost: h\r\nX-Large: " + "x".repeat(40_000) + "\r\n\r\n";
            client.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            assertThat(read(client.getInputStream(), 12)).isEqualTo("HTTP/1.1 431");
        }
    }

    private void awaitEndpoints(ObjectKey workload, int count) {
        await().until(() -> proxy.table().targets().stream()
                .filter(target -> target.key().workload().equals(workload))
                .anyMatch(target -> target.endpoints().size() == count));
        ingress();
    }

    private int ingress() {
        await().until(() -> proxy.ingressPort() > 0);
        return proxy.ingressPort();
    }

    private Signals.Demand demand(ObjectKey function) {
        return cluster.signals
                .demandFor(function)
                .getOrDefault("n1", new Signals.Demand(0, 0, java.time.Instant.EPOCH));
    }

    private int waiting(ObjectKey function) {
        return demand(function).waiting();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + proxy.ingressPort() + path);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private CompletableFuture<HttpResponse<String>> getLater(String path) {
        return http.sendAsync(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private static String read(InputStream in, int count) throws IOException {
        return new String(in.readNBytes(count), StandardCharsets.UTF_8);
    }
}
