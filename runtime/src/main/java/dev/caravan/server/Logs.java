package dev.caravan.server;

import dev.caravan.model.Kind;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** {@code pods/NAME/log}: passes an agent's stream on, no faster than the caller reads. */
final class Logs {
    private static final int CHUNK = 16 << 10;
    private static final int DRAIN_SECONDS = 60;

    private final Vertx vertx;
    private final ApiConfig config;
    private final ExecutorService threads;

    /** @param threads one is taken by each open log; bounded by its owner */
    Logs(Vertx vertx, ApiConfig config, ExecutorService threads) {
        this.vertx = vertx;
        this.config = config;
        this.threads = threads;
    }

    void start(Call call, HttpServerResponse response) {
        ObjectKey key = new ObjectKey(Kind.POD, call.namespace(), call.requiredName());
        Pod pod = config.store()
                .get(key, Pod.class)
                .orElseThrow(() -> Problem.notFound("there is no pod '" + key.name() + "'"));
        if (pod.spec().node().isEmpty()) {
            throw Problem.conflict(java.util.List.of("pod " + key.name() + " is not bound to a node yet"));
        }
        String container = call.query().getOrDefault("container", "");
        boolean known = container.isEmpty()
                || pod.spec().template().containers().stream()
                        .anyMatch(c -> c.name().equals(container));
        if (!known) throw Problem.notFound("pod " + key.name() + " has no container '" + container + "'");
        InputStream lines = open(pod, call);
        response.setChunked(true).putHeader("Content-Type", "text/plain; charset=utf-8");
        response.closeHandler(closed -> close(lines));
        threads.execute(() -> pump(lines, response));
    }

    private InputStream open(Pod pod, Call call) {
        try {
            return config.logs().open(pod, call.query());
        } catch (IOException e) {
            throw Problem.unavailable(
                    "the log of pod " + pod.metadata().name() + " cannot be read from its node: " + e.getMessage());
        }
    }

    private void pump(InputStream lines, HttpServerResponse response) {
        byte[] chunk = new byte[CHUNK];
        try (lines) {
            for (int n = lines.read(chunk); n >= 0; n = lines.read(chunk)) {
                Buffer buffer = Buffer.buffer().appendBytes(chunk, 0, n);
                if (response.closed() || !write(response, buffer)) return;
            }
        } catch (IOException e) {
            if (!response.closed()) response.write("caravan: the log broke off: " + e.getMessage() + "\n");
        } finally {
            if (!response.closed()) response.end();
        }
    }

    private boolean write(HttpServerResponse response, Buffer buffer) {
        CountDownLatch written = new CountDownLatch(1);
        vertx.runOnContext(now -> response.write(buffer).onComplete(done -> written.countDown()));
        try {
            return written.await(DRAIN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void close(InputStream lines) {
        try {
            lines.close();
        } catch (IOException e) {
            org.slf4j.LoggerFactory.getLogger(Logs.class).debug("event=LogCloseFailed cause=\"{}\"", e.getMessage());
        }
    }
}
