package dev.caravan.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import dev.caravan.model.Kind;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the API over HTTP. Requests that read or write the store run on worker threads, never on the event loop. */
public final class ApiServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final int MAX_BODY_BYTES = 8 << 20;
    private static final int MAX_BACKUP_BYTES = 512 << 20;

    /** A sender that goes on beyond this, though it was told to stop, is cut off. */
    private static final int MAX_DISCARDED_BYTES = 4 * MAX_BODY_BYTES;

    private static final int MAX_LOG_STREAMS = 200;
    private static final String PREFIX = "/api/v1/";

    private final ApiConfig config;
    private final Vertx vertx;
    private final Objects objects;
    private final Editing editing;
    private final Secrets secrets;
    private final Apps apps;
    private final Runs runs;
    private final Watching watching;
    private final Logs logs;
    private final ExecutorService logThreads;
    private HttpServer http;

    public ApiServer(ApiConfig config) {
        this.config = config;
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(2)
                .setWorkerPoolSize(8)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        Views views = new Views(config.store());
        Writes writes = new Writes(config);
        AtomicInteger count = new AtomicInteger();
        this.logThreads =
                new ThreadPoolExecutor(0, MAX_LOG_STREAMS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "caravan-log-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        this.secrets = new Secrets(config, writes, config.secretKeys());
        this.editing = new Editing(config, views);
        this.objects = new Objects(config, views, writes);
        this.apps = new Apps(config, writes);
        this.runs = new Runs(config, views, writes);
        this.watching = new Watching(vertx, config, views);
        this.logs = new Logs(vertx, config, logThreads);
    }

    /**
     * Opens the port.
     *
     * @throws IllegalStateException naming the address, if it cannot be opened
     */
    public void start() {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.address())
                .setPort(config.port())
                .setIdleTimeout(0)
                .setMaxHeaderSize(16 << 10)
                .setMaxInitialLineLength(8 << 10);
        try {
            http = vertx.createHttpServer(options)
                    .requestHandler(this::handle)
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while opening the API's port", e);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String where = config.address() + ":" + config.port();
            throw new IllegalStateException(
                    String.valueOf(cause.getMessage()).contains("Address already in use")
                            ? "the API's port " + where + " is in use: stop what uses it, or choose another --port"
                            : "the API cannot listen on " + where + ": " + cause.getMessage(),
                    e);
        }
    }

    /** The port that was opened. */
    public int port() {
        return http.actualPort();
    }

    private void handle(HttpServerRequest request) {
        request.exceptionHandler(e -> LOG.debug("event=RequestBroken cause=\"{}\"", e.getMessage()));
        String path = request.path() == null ? "/" : request.path();
        if (path.equals("/healthz") || path.equals("/readyz")) {
            health(request, path);
            return;
        }
        if (!path.startsWith(PREFIX)) {
            fail(request, Problem.notFound("there is nothing at " + path + "; the API is under " + PREFIX));
            return;
        }
        if (!isAuthorized(request)) {
            fail(request, Problem.unauthorized());
            return;
        }
        receive(request, path);
    }

    /** Reads the body. One that is too large is answered at once and thrown away, so that its sender sees the answer. */
    private void receive(HttpServerRequest request, String path) {
        Buffer body = Buffer.buffer();
        AtomicLong received = new AtomicLong();
        request.handler(chunk -> {
            int most = path.equals(PREFIX + "restore") ? MAX_BACKUP_BYTES : MAX_BODY_BYTES;
            if (received.addAndGet(chunk.length()) <= most) {
                body.appendBuffer(chunk);
            } else if (received.get() <= Math.max(most, MAX_DISCARDED_BYTES)) {
                fail(request, Problem.tooLarge(most));
            } else {
                request.connection().close();
            }
        });
        request.endHandler(end -> {
            try {
                dispatch(request, path, body.getBytes());
            } catch (RuntimeException e) {
                fail(request, Problem.of(e));
            }
        });
    }

    private void health(HttpServerRequest request, String path) {
        if (path.equals("/healthz")) {
            request.response().end("ok\n");
            return;
        }
        vertx.executeBlocking(() -> config.administration().status(false), false)
                .onComplete(result -> {
                    boolean ready = result.succeeded()
                            && result.result().path("healthy").asBoolean();
                    request.response().setStatusCode(ready ? 200 : 503).end(ready ? "ok\n" : "not ready\n");
                });
    }

    private boolean isAuthorized(HttpServerRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null || !header.startsWith("Bearer ")) return false;
        return MessageDigest.isEqual(
                header.substring(7).getBytes(StandardCharsets.UTF_8),
                config.token().getBytes(StandardCharsets.UTF_8));
    }

    private void dispatch(HttpServerRequest request, String path, byte[] body) {
        if (request.response().ended()) return;
        Map<String, String> query = new HashMap<>();
        request.params().forEach(query::put);
        Call call = Call.of(request.method().name(), path.substring(PREFIX.length()), query, body);
        if (config.administration().isStale()) request.response().putHeader("Caravan-Stale", "true");
        Optional<CompletionStage<ObjectNode>> edited = edit(call);
        if (edited.isPresent()) {
            Context context = vertx.getOrCreateContext();
            edited.get()
                    .whenComplete((done, failure) -> context.runOnContext(ignored -> {
                        if (failure != null) {
                            fail(request, Problem.of(failure));
                        } else {
                            int status =
                                    call.method().equals("POST") && call.name().isEmpty() && !call.isBatch()
                                            ? 201
                                            : 200;
                            answer(request, status, done);
                        }
                    }));
            return;
        }
        boolean streams = call.method().equals("GET")
                && (call.flag("watch")
                        || call.path().equals(List.of("backup"))
                        || (call.path().size() == 3 && call.path().get(2).equals("log")));
        vertx.executeBlocking(() -> streams ? stream(call, request) : answer(call), false)
                .onComplete(result -> {
                    if (result.failed()) {
                        fail(request, Problem.of(result.cause()));
                    } else if (result.result() != null) {
                        answer(request, 200, result.result());
                    }
                });
    }

    private static void answer(HttpServerRequest request, int status, ObjectNode body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(Json.text(body) + "\n");
    }

    /** Writes of single objects wait for nothing on this thread, so that many can be under way. */
    private Optional<CompletionStage<ObjectNode>> edit(Call call) {
        // Sealing is left to a worker: it takes longer than anything else here.
        if (call.path().get(0).equals("secrets")) return Optional.empty();
        if (call.isBatch()) return Optional.of(editing.batch(call));
        boolean named = call.path().size() == 2 && call.action().isEmpty();
        boolean kind = call.path().size() == 1
                && call.action().isEmpty()
                && Kind.parse(call.path().get(0)).isPresent();
        if (call.method().equals("PUT") && named) return Optional.of(editing.put(call));
        if (call.method().equals("PATCH") && named) return Optional.of(editing.patch(call));
        if (call.method().equals("POST") && kind) return Optional.of(editing.create(call));
        return Optional.empty();
    }

    private ObjectNode stream(Call call, HttpServerRequest request) {
        if (call.path().equals(List.of("backup"))) {
            backup(request);
        } else if (call.flag("watch")) {
            watching.start(call, request.response());
        } else if (call.kind() == Kind.POD) {
            logs.start(call, request.response());
        } else {
            throw Problem.notFound("only pods have logs");
        }
        return null;
    }

    private ObjectNode answer(Call call) {
        String first = call.path().isEmpty() ? "" : call.path().get(0);
        if (call.method().equals("GET") && first.equals("status")) {
            return config.administration().status(call.flag("console"));
        }
        if (call.method().equals("GET") && first.equals("version")) {
            return Json.object().put("version", Version.text());
        }
        String action = call.action().orElse("");
        if (call.method().equals("POST") && call.path().equals(List.of("sql"))) return query(call);
        if (first.equals("members")) return members(call, action);
        if (call.method().equals("POST") && first.equals("restore")) {
            int restored = config.administration().restore(call.body());
            return Json.object().put("restored", restored);
        }
        if (first.equals("secrets")) {
            if (call.method().equals("PUT")) return secrets.set(call);
            if (action.equals("reveal")) return secrets.reveal(call);
            if (action.equals("rotate")) return secrets.rotate();
        }
        if (call.method().equals("POST") && first.equals("apps") && call.name().isEmpty()) {
            if (action.equals("plan")) return apps.plan(call);
            if (action.equals("apply")) return apps.apply(call);
        }
        if (call.method().equals("POST") && first.equals(Kind.WORKFLOW.plural()) && action.equals("run")) {
            return runs.start(call);
        }
        if (call.method().equals("POST")
                && first.equals(Kind.RUN.plural())
                && call.name().isPresent()) {
            return runs.act(call);
        }
        return switch (call.method()) {
            case "GET" -> call.name().isPresent() ? objects.get(call) : objects.list(call);
            case "DELETE" -> objects.delete(call);
            case "POST" -> objects.act(call);
            default -> throw Problem.methodNotAllowed(call.method(), "/" + String.join("/", call.path()));
        };
    }

    /** Whole in memory before the first byte goes out: one that breaks off must not look like a backup. */
    private void backup(HttpServerRequest request) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            config.administration().backup(bytes);
        } catch (IOException e) {
            throw Problem.internal("the backup cannot be made: " + e.getMessage());
        }
        request.response()
                .putHeader("Content-Type", "application/octet-stream")
                .end(Buffer.buffer(bytes.toByteArray()));
    }

    private ObjectNode query(Call call) {
        JsonNode statement = call.json().path("query");
        if (!statement.isTextual()) throw Problem.badRequest("$.query should be an SQL statement");
        return config.administration()
                .query(statement.asText())
                .orElseThrow(
                        () -> Problem.notImplemented(
                                "this server was built without SQL, which is an optional part under the Hazelcast Community License:"
                                        + " run 'mvn -Psql package' in Caravan's directory on each server, then start it again"));
    }

    private ObjectNode members(Call call, String action) {
        if (!call.method().equals("POST") || !List.of("add", "remove").contains(action)) {
            throw Problem.methodNotAllowed(call.method(), "/members");
        }
        String name = call.requiredName();
        if (action.equals("add")) {
            config.administration().addMember(name);
        } else {
            config.administration().removeMember(name);
        }
        return config.administration().status(false);
    }

    private static void fail(HttpServerRequest request, Problem problem) {
        if (problem.status() >= 500) {
            LOG.warn(
                    "event=RequestFailed method={} path={} status={} cause=\"{}\"",
                    request.method(),
                    request.path(),
                    problem.status(),
                    problem.getMessage());
        }
        if (request.response().ended() || request.response().headWritten()) return;
        request.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", "application/problem+json")
                .end(problem.text() + "\n");
    }

    @Override
    public void close() {
        logThreads.shutdownNow();
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("event=ApiCloseFailed cause=\"{}\"", e.toString());
        }
    }
}
