package dev.caravan.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JdkHttpCallsTest {
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final HttpCalls calls = new JdkHttpCalls(threads);
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            seen.add(exchange.getRequestMethod() + " " + body + " "
                    + exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            String path = exchange.getRequestURI().getPath();
            byte[] answer = path.equals("/long") ? new byte[1 << 20] : "hello".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(path.equals("/bad") ? 503 : 200, answer.length);
            try (var out = exchange.getResponseBody()) {
                out.write(answer);
            } catch (IOException e) {
                // The client has read enough.
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private String call(String path) {
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + path;
        return calls.call("POST", url, "body", Map.of("Idempotency-Key", "k1"))
                .toCompletableFuture()
                .join();
    }

    @Test
    void theKeyAndTheBodyArriveAndTheAnswerIsGiven() {
        assertThat(call("/")).isEqualTo("hello");
        assertThat(seen).containsExactly("POST body k1");
    }

    @Test
    void ofALongAnswerTheBeginningIsKept() {
        assertThat(call("/long")).hasSize(4096);
    }

    @Test
    void anAnswerThatIsNoSuccessFailsTheCall() {
        assertThatThrownBy(() -> call("/bad")).hasMessageContaining("answered 503");
    }

    @Test
    void aServerThatIsNotThereIsSaidSo() {
        int port = server.getAddress().getPort();
        server.stop(0);
        assertThatThrownBy(() -> calls.call("GET", "http://127.0.0.1:" + port + "/x", "", Map.of())
                        .toCompletableFuture()
                        .join())
                .hasMessageContaining("GET http://127.0.0.1:" + port + "/x: no connection");
    }
}
