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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLongArray;

/** Compare-and-set through the API, from a process of its own: the second half of {@code caravan bench store}. */
public final class HttpLoad {
    private final HttpClient client;
    private final String token;
    private final String value;
    private final AtomicLongArray versions;
    private final String prefix;

    private HttpLoad(HttpClient client, String token, int clients, int valueBytes, String prefix) {
        this.client = client;
        this.token = token;
        this.value = "x".repeat(valueBytes);
        this.versions = new AtomicLongArray(clients);
        this.prefix = prefix;
    }

    /** Arguments: host, port, token, clients, value bytes, seconds. Prints one JSON line. */
    public static void main(String[] args) {
        int clients = Integer.parseInt(args[3]);
        Vertx vertx = Vertx.vertx();
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setDefaultHost(args[0])
                .setDefaultPort(Integer.parseInt(args[1]))
                .setMaxPoolSize(Math.min(clients, 64))
                .setKeepAlive(true));
        HttpLoad load = new HttpLoad(client, args[2], clients, Integer.parseInt(args[4]), "http-" + clients + "-");
        var executor = Executors.newSingleThreadExecutor();
        ObjectNode result = new Load(load::put, executor).run(clients, Double.parseDouble(args[5]));
        System.out.println(Json.text(result));
        System.exit(0);
    }

    private CompletionStage<?> put(int number) {
        ObjectNode body = Json.object();
        body.putObject("metadata").put("resourceVersion", versions.get(number));
        body.putObject("spec").putObject("data").put("v", value);
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.PUT)
                .setURI("/api/v1/configs/" + prefix + number)
                .putHeader("Authorization", "Bearer " + token);
        return client.request(request)
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
}
