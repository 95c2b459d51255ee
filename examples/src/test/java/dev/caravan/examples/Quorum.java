package dev.caravan.examples;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.core.ConditionTimeoutException;

/** Three servers in processes of their own, clients that write through all of them, and a watcher on each. */
final class Quorum implements AutoCloseable {
    static final List<String> NAMES = List.of("s1", "s2", "s3");
    private static final Duration SETTLED = Duration.ofSeconds(120);
    private static final int KEYS = 12;

    private final Servers servers;
    final Path home;
    final History history = new History();
    private final Map<String, Integer> journalPorts = ports();
    private final Map<String, Integer> gridPorts = ports();
    private final Map<String, Integer> apiPorts = ports();
    private final Map<String, Program> programs = new TreeMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong values = new AtomicLong();
    private volatile boolean writing;
    private volatile boolean closed;
    private String token = "";

    Quorum() {
        this(Servers.LOOPBACK);
    }

    Quorum(Servers servers) {
        this.servers = servers;
        try {
            home = Files.createTempDirectory("caravan-quorum");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Integer> ports() {
        Map<String, Integer> ports = new TreeMap<>();
        NAMES.forEach(name -> ports.put(name, FreePort.next()));
        return ports;
    }

    Path data(String name) {
        return home.resolve(name);
    }

    Program start(String name) {
        String seeds = String.join(
                ",",
                NAMES.stream()
                        .filter(other -> !other.equals(name))
                        .map(other -> servers.address(other) + ":" + journalPorts.get(other))
                        .toList());
        List<String> command = new ArrayList<>(servers.prefix(name));
        command.addAll(List.of(
                Checkout.root().resolve("caravan").toString(),
                "server",
                "--name",
                name,
                "--data",
                data(name).toString(),
                "--quorum",
                "3",
                "--join",
                seeds,
                "--port",
                "" + apiPorts.get(name),
                "--grid-port",
                "" + gridPorts.get(name),
                "--journal-port",
                "" + journalPorts.get(name),
                "--address",
                servers.address(name)));
        Program program =
                Program.start(home, Map.of("CARAVAN_HOME", home.toString(), "CARAVAN_NO_BUILD", "1"), command);
        programs.put(name, program);
        return program;
    }

    /** Starts a node that runs plain processes. */
    Program startAgent() {
        String seeds = String.join(
                ",",
                gridPorts.values().stream().map(port -> "127.0.0.1:" + port).toList());
        List<String> command = List.of(
                Checkout.root().resolve("caravan").toString(),
                "agent",
                "--name",
                "n1",
                "--engine",
                "process",
                "--data",
                data("n1").toString(),
                "--join",
                seeds,
                "--link-port",
                "" + FreePort.next(),
                "--ingress-port",
                "" + FreePort.next());
        Program agent = Program.start(home, Map.of("CARAVAN_HOME", home.toString(), "CARAVAN_NO_BUILD", "1"), command);
        programs.put("n1", agent);
        await("the agent is ready").atMost(SETTLED).until(() -> agent.err().contains("node n1 is ready"));
        return agent;
    }

    void startAll() {
        NAMES.forEach(this::start);
        NAMES.forEach(this::awaitReady);
        token = token();
    }

    void awaitReady(String name) {
        try {
            await(name + " is ready").atMost(SETTLED).until(() -> {
                Program program = programs.get(name);
                if (!program.isAlive()) throw new AssertionError(name + " ended: " + program.err());
                return program.err().contains("server " + name + " is ready");
            });
        } catch (ConditionTimeoutException e) {
            StringBuilder all = new StringBuilder(e.getMessage());
            programs.forEach((server, program) ->
                    all.append("\n== ").append(server).append('\n').append(program.err()));
            programs.values().forEach(Program::askForThreads);
            programs.forEach((server, program) ->
                    all.append("\n== ").append(server).append('\n').append(program.out()));
            throw new AssertionError(all.toString(), e);
        }
    }

    private String token() {
        try {
            return Files.readAllLines(data("s1").resolve("cluster.properties")).stream()
                    .filter(line -> line.startsWith("token="))
                    .map(line -> line.substring(6))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Program program(String name) {
        return programs.get(name);
    }

    void kill(String name) {
        programs.get(name).kill();
    }

    void signal(String name, String signal) {
        try {
            new ProcessBuilder(
                            "bash",
                            "-c",
                            "kill -" + signal + " " + programs.get(name).pid())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An answer of the API; status 0 if there was none. */
    record Answer(int status, JsonNode body, boolean stale) {
        long version() {
            return body.at("/metadata/resourceVersion").asLong();
        }
    }

    Answer call(String server, String method, String path, String body) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url(server) + path).toURL().openConnection();
            connection.setRequestMethod(method);
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(2_500);
            connection.setRequestProperty("Authorization", "Bearer " + token);
            if (!body.isEmpty()) {
                connection.setDoOutput(true);
                connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
            }
            int status = connection.getResponseCode();
            try (var in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return new Answer(
                        status, Json.parse(in.readAllBytes()), connection.getHeaderField("Caravan-Stale") != null);
            }
        } catch (IOException | IllegalArgumentException e) {
            return new Answer(0, Json.object(), false);
        }
    }

    private String url(String server) {
        return "http://" + servers.address(server) + ":" + apiPorts.get(server) + "/api/v1/";
    }

    JsonNode status(String server) {
        return call(server, "GET", "status", "").body();
    }

    String leader() {
        for (String name : NAMES) {
            String leader = status(name).path("leader").asText();
            if (!leader.isEmpty()) return leader;
        }
        return "";
    }

    String follower() {
        String leader = leader();
        return NAMES.stream().filter(name -> !name.equals(leader)).findFirst().orElseThrow();
    }

    /** Waits until one server leads and all have everything. */
    void awaitHealthy() {
        await("all members caught up")
                .atMost(SETTLED)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> NAMES.stream().map(this::status).allMatch(s -> s.path("healthy")
                                .asBoolean())
                        && NAMES.stream()
                                        .map(name ->
                                                status(name).path("revision").asLong())
                                        .distinct()
                                        .count()
                                == 1);
    }

    /** Starts clients and watchers. */
    void load(int clients) {
        writing = true;
        for (int i = 0; i < clients; i++) {
            int number = i;
            start("client-" + i, () -> write(number));
        }
        NAMES.forEach(name -> start("watcher-" + name, () -> watch(name)));
    }

    private void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    /** Reads a key, then replaces what it read; asks another server after each operation. */
    private void write(int number) {
        Map<String, Long> known = new TreeMap<>();
        for (int turn = 0; writing; turn++) {
            String server = NAMES.get((number + turn) % NAMES.size());
            String key = "k" + (number * 7 + turn) % KEYS;
            Answer read = call(server, "GET", "configs/" + key, "");
            if (read.status() == 200) {
                known.put(key, read.version());
            } else if (read.status() == 404) {
                known.putIfAbsent(key, 0L);
            } else {
                continue;
            }
            compareAndSet(server, key, known.get(key));
        }
    }

    private void compareAndSet(String server, String key, long expected) {
        String value = "v" + values.incrementAndGet();
        String body = "{\"metadata\":{\"name\":\"" + key + "\",\"resourceVersion\":" + expected
                + "},\"spec\":{\"data\":{\"v\":\"" + value + "\"}}}";
        long begun = System.nanoTime();
        Answer answer =
                expected == 0 ? call(server, "POST", "configs", body) : call(server, "PUT", "configs/" + key, body);
        long version =
                switch (answer.status()) {
                    case 200, 201 -> answer.version();
                    case 409, 404 -> 0;
                    default -> -1;
                };
        history.did(new History.Operation(key, value, expected, version, begun, System.nanoTime()));
    }

    /** Follows a server's watch; goes on from the last version whenever it breaks. */
    private void watch(String server) {
        long last = 0;
        while (!closed) {
            try {
                HttpURLConnection connection =
                        (HttpURLConnection) URI.create(url(server) + "configs?watch=true&resourceVersion=" + last)
                                .toURL()
                                .openConnection();
                connection.setConnectTimeout(1_000);
                connection.setReadTimeout(25_000);
                connection.setRequestProperty("Authorization", "Bearer " + token);
                try (BufferedReader lines = new BufferedReader(
                        new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
                    for (String line = lines.readLine(); line != null && !closed; line = lines.readLine()) {
                        last = Math.max(last, seen(server, Json.parse(line.getBytes(StandardCharsets.UTF_8))));
                    }
                }
            } catch (IOException | IllegalArgumentException e) {
                pause();
            }
        }
    }

    private static void pause() {
        java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
    }

    private long seen(String server, JsonNode line) {
        JsonNode object = line.path("object");
        long version = object.at("/metadata/resourceVersion").asLong();
        if (line.path("type").asText().equals("BOOKMARK")) return version;
        String key = object.at("/metadata/name").asText();
        synchronized (history) {
            history.saw(
                    "watcher-" + server,
                    version,
                    new History.Seen(key, object.at("/spec/data/v").asText()));
        }
        return version;
    }

    /** Lets clients work until so many more writes were acknowledged. */
    void awaitWrites(int more) {
        long goal = history.acknowledged() + more;
        await(more + " more writes").atMost(SETTLED).until(() -> history.acknowledged() >= goal);
    }

    /** Ends the clients, waits until every watcher has seen the last write, and checks the history. */
    void check() {
        writing = false;
        threads.stream().filter(t -> t.getName().startsWith("client")).forEach(Quorum::join);
        long last = history.lastAcknowledged();
        await("watchers at version " + last).atMost(SETTLED).until(() -> NAMES.stream()
                .allMatch(name -> history.hasSeen("watcher-" + name, last)));
        closed = true;
        NAMES.stream().map(programs::get).filter(Program::isAlive).forEach(Program::kill);
        threads.forEach(Quorum::join);
        history.check();
    }

    private static void join(Thread thread) {
        try {
            thread.join(15_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        writing = false;
        closed = true;
        programs.values().forEach(program -> {
            if (program.isAlive()) {
                program.kill();
            }
        });
    }
}
