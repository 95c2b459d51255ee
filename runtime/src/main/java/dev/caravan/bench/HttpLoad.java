package dev.caravan.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.parsetools.RecordParser;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntFunction;

/** Work through the API, from a process of its own: the second half of {@code caravan bench store}. */
public final class HttpLoad {
    private static final long WAIT_SECONDS = 10;
    private static final int WARM_CLIENTS = 32;
    private static final double WARM_SECONDS = 2;

    private final HttpClient client;
    private final String token;
    private final String value;
    private final AtomicLongArray versions;
    private final String prefix;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, CompletableFuture<Void>> awaited = new ConcurrentHashMap<>();

    private HttpLoad(HttpClient client, String token, int clients, int valueBytes, String prefix) {
        this.client = client;
        this.token = token;
        this.value = "x".repeat(valueBytes);
        this.versions = new AtomicLongArray(clients);
        this.prefix = prefix;
    }

    /** Arguments: put, get or watch; host, port, token, clients, value bytes, seconds. Prints one JSON line. */
    public static void main(String[] args) throws Exception {
        int clients = Integer.parseInt(args[4]);
        Vertx vertx = Vertx.vertx();
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setDefaultHost(args[1])
                .setDefaultPort(Integer.parseInt(args[2]))
                .setMaxPoolSize(65)
                .setKeepAlive(true));
        String prefix = "http-" + args[0] + "-" + clients + "-";
        HttpLoad load =
                new HttpLoad(client, args[3], Math.max(clients, WARM_CLIENTS), Integer.parseInt(args[5]), prefix);
        IntFunction<CompletionStage<?>> operation =
                switch (args[0]) {
                    case "put" -> load::put;
                    case "get" -> load.reading();
                    case "watch" -> load.watching();
                    default -> throw new IllegalArgumentException("no load '" + args[0] + "'");
                };
        var executor = Executors.newSingleThreadExecutor();
        // This process and the connections are new: neither is what is measured.
        new Load(load::put, executor).run(WARM_CLIENTS, WARM_SECONDS);
        ObjectNode result = new Load(operation, executor).run(clients, Double.parseDouble(args[6]));
        System.out.println(Json.text(result));
        System.exit(0);
    }

    private RequestOptions request(HttpMethod method, String path) {
        return new RequestOptions()
                .setMethod(method)
                .setURI("/api/v1/configs" + path)
                .putHeader("Authorization", "Bearer " + token);
    }

    private CompletionStage<?> put(int number) {
        return put(number, Long.toString(numbers.incrementAndGet()));
    }

    private CompletionStage<?> put(int number, String label) {
        ObjectNode body = Json.object();
        body.putObject("metadata")
                .put("resourceVersion", versions.get(number))
                .putObject("labels")
                .put("n", label);
        body.putObject("spec").putObject("data").put("v", value);
        return client.request(request(HttpMethod.PUT, "/" + prefix + number))
                .compose(r -> r.send(Buffer.buffer(Json.text(body))))
                .compose(response -> response.body().compose(bytes -> taken(number, response.statusCode(), bytes)))
                .toCompletionStage();
    }

    private Future<Void> taken(int number, int status, Buffer bytes) {
        JsonNode answer = Json.parse(bytes.getBytes());
        if (status != 200) return Future.failedFuture(answer.path("detail").asText());
        versions.set(number, answer.at("/metadata/resourceVersion").asLong());
        return Future.succeededFuture();
    }

    private IntFunction<CompletionStage<?>> reading() throws Exception {
        put(0).toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
        return number -> client.request(request(HttpMethod.GET, "/" + prefix + "0"))
                .compose(r -> r.send())
                .compose(response -> response.body())
                .toCompletionStage();
    }

    /** From the beginning of a write until its event has come. */
    private IntFunction<CompletionStage<?>> watching() throws Exception {
        RecordParser lines = RecordParser.newDelimited("\n", this::seen);
        client.request(request(HttpMethod.GET, "?watch=true"))
                .compose(r -> r.send())
                .onSuccess(response -> response.handler(lines))
                .toCompletionStage()
                .toCompletableFuture()
                .get(WAIT_SECONDS, TimeUnit.SECONDS);
        return number -> {
            String label = Long.toString(numbers.incrementAndGet());
            CompletableFuture<Void> event = new CompletableFuture<>();
            awaited.put(label, event);
            return put(number, label).thenCompose(done -> event);
        };
    }

    private void seen(Buffer line) {
        CompletableFuture<Void> event = awaited.remove(
                Json.parse(line.getBytes()).at("/object/metadata/labels/n").asText());
        if (event != null) event.complete(null);
    }
}
