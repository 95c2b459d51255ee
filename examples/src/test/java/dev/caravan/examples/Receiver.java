package dev.caravan.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A server outside: writes down every call with its idempotency key, and holds answers back when the test says so. */
final class Receiver implements AutoCloseable {
    /** One call that came in. */
    record Call(String path, String key, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Set<String> failing = ConcurrentHashMap.newKeySet();

    Receiver() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        calls.add(new Call(path, exchange.getRequestHeaders().getFirst("Idempotency-Key"), body));
        try {
            while (held.contains(path) && !closed.await(20, TimeUnit.MILLISECONDS)) {
                // held back
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        byte[] text = "ok".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(failing.contains(path) ? 500 : 200, text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }

    /** Answers to a path wait until it is released. */
    void hold(String path) {
        held.add(path);
    }

    void release(String path) {
        held.remove(path);
    }

    /** Calls to a path are answered with 500 from now on. */
    void fail(String path) {
        failing.add(path);
    }

    List<Call> calls(String path) {
        return calls.stream().filter(call -> call.path().equals(path)).toList();
    }

    /** How many different effects a path's calls stand for: those of one key are one. */
    long effects(String path) {
        return calls(path).stream().map(Call::key).distinct().count();
    }

    List<String> paths() {
        return calls.stream().map(Call::path).distinct().toList();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
