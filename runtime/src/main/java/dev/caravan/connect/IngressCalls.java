package dev.caravan.connect;

import dev.caravan.model.Kind;
import dev.caravan.model.Mode;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Workload;
import dev.caravan.proxy.http.SealedCall;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.Query;
import dev.caravan.store.Signals;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Calls functions through the ingress of the nodes in turn, where they wait for a pod as every request does. */
public final class IngressCalls implements FunctionCalls {
    /** As much of an answer is kept. */
    static final int MAX_ANSWER = 64 * 1024;

    private static final int FIRST_ERROR = 400;
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final ClusterStore store;
    private final Signals signals;
    private final SealedCall seal;
    private final Executor executor;
    private final AtomicInteger turn = new AtomicInteger();

    /** Made on the first call: it brings a thread. Guarded by this object. */
    private HttpClient client;

    /** @param clusterSecret what the nodes know calls from inside by */
    public IngressCalls(ClusterStore store, Signals signals, String clusterSecret, Executor executor) {
        this.store = store;
        this.signals = signals;
        this.seal = new SealedCall(clusterSecret);
        this.executor = executor;
    }

    @Override
    public CompletionStage<String> call(ObjectKey function, byte[] body, String key) {
        try {
            HttpRequest request = request(function, body, key);
            return client().sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                    .handleAsync((response, failure) -> answer(function, response, failure), executor);
        } catch (CallFailed e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .executor(executor)
                    .build();
        }
        return client;
    }

    private HttpRequest request(ObjectKey function, byte[] body, String key) {
        Workload workload = store.get(function, Workload.class)
                .orElseThrow(() -> new CallFailed("there is no " + function.display()));
        if (!(workload.spec().mode() instanceof Mode.Function mode)) {
            throw new CallFailed(function.display() + " is no function");
        }
        Node node = node();
        return HttpRequest.newBuilder(URI.create(
                        "http://" + node.spec().address() + ":" + node.spec().ingressPort() + "/"))
                .timeout(mode.timeout().plus(CONNECT))
                .header(SealedCall.HEADER, seal.header(function))
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    private Node node() {
        List<Node> ready = store.list(Query.of(Kind.NODE), Node.class).stream()
                .filter(node -> node.isReady() && signals.reachableNodes().contains(node.name()))
                .toList();
        if (ready.isEmpty()) throw new CallFailed("no node is ready to take a call");
        return ready.get(Math.floorMod(turn.getAndIncrement(), ready.size()));
    }

    private static String answer(ObjectKey function, HttpResponse<InputStream> response, Throwable failure) {
        if (failure != null) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            throw new CallFailed(function.display() + " did not answer: " + cause);
        }
        try (InputStream body = response.body()) {
            String text = new String(body.readNBytes(MAX_ANSWER), StandardCharsets.UTF_8);
            if (response.statusCode() < FIRST_ERROR) return text;
            throw new CallFailed(function.display() + " answered " + response.statusCode() + ": "
                    + text.lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw new CallFailed(function.display() + " broke off its answer: " + e.getMessage());
        }
    }
}
