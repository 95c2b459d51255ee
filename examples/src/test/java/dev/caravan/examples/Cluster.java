package dev.caravan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.examples.Program.Ended;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/** A cluster of its own home and ports, worked with through {@code ./caravan} alone. */
final class Cluster implements AutoCloseable {
    static final Duration START = Duration.ofSeconds(90);
    private static final Duration COMMAND = Duration.ofSeconds(120);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path home;
    private final Map<String, String> environment = new HashMap<>();
    private final Thread atExit = new Thread(this::end, "end-cluster");
    private final List<Program> programs = new ArrayList<>();
    final int apiPort = FreePort.next();
    final int gridPort = FreePort.next();
    final int linkPort = FreePort.next();
    final int ingressPort = FreePort.next();

    Cluster() {
        this(Map.of());
    }

    private Cluster(Map<String, String> more) {
        try {
            home = Files.createTempDirectory("caravan-example");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        environment.put("CARAVAN_HOME", home.toString());
        environment.put("CARAVAN_NO_BUILD", "1");
        // What this user's own cluster would add must not be seen here.
        environment.put("CARAVAN_SERVER", "http://127.0.0.1:" + apiPort);
        environment.put("CARAVAN_TOKEN", "");
        environment.put("CARAVAN_NAMESPACE", "");
        environment.putAll(more);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** As on a machine where no Docker engine answers. */
    static Cluster withoutDocker() {
        return new Cluster(Map.of("DOCKER_HOST", "unix:///nowhere/docker.sock"));
    }

    Path home() {
        return home;
    }

    /** Starts {@code caravan up} and waits until it follows events. */
    Program up(String... arguments) {
        Program up = startUp(arguments);
        awaitLine(up, "following events");
        return up;
    }

    /** Starts {@code caravan up} with this cluster's ports. */
    Program startUp(String... arguments) {
        List<String> all = new ArrayList<>(List.of("up"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--port", "" + apiPort, "--grid-port", "" + gridPort));
        all.addAll(List.of("--link-port", "" + linkPort, "--ingress-port", "" + ingressPort));
        return start(all.toArray(String[]::new));
    }

    /** Runs {@code caravan up --detach}; returns what it printed. */
    String detached(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--detach");
        Program up = startUp(all.toArray(String[]::new));
        Ended ended = up.awaitEnd(START);
        programs.remove(up);
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        return ended.out();
    }

    /** What marks this cluster's containers. */
    String id() {
        Properties saved = new Properties();
        try (Reader in = Files.newBufferedReader(home.resolve("data/cluster.properties"))) {
            saved.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return saved.getProperty("id");
    }

    /** Starts a command that goes on by itself. */
    Program start(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Checkout.root().resolve("caravan").toString());
        command.addAll(List.of(arguments));
        Program program = Program.start(Checkout.root(), environment, command);
        programs.add(program);
        return program;
    }

    /** Runs a command to its end, whatever that is. */
    Ended run(String... arguments) {
        Program program = start(arguments);
        Ended ended = program.awaitEnd(COMMAND);
        programs.remove(program);
        return ended;
    }

    /** Runs a command that must not fail; returns what it printed. */
    String ask(String... arguments) {
        Ended ended = run(arguments);
        assertThat(ended.exitCode())
                .as("exit code of %s, which said: %s", List.of(arguments), ended.err())
                .isZero();
        return ended.out();
    }

    /** The objects of a kind. */
    List<JsonNode> list(String kind) {
        try {
            JsonNode items = JSON.readTree(ask("get", kind, "-o", "json")).get("items");
            return StreamSupport.stream(items.spliterator(), false).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The running and ready pods whose names begin like this. */
    List<JsonNode> readyPods(String prefix) {
        return list("pods").stream()
                .filter(pod -> name(pod).startsWith(prefix))
                .filter(pod -> pod.at("/status/ready").asBoolean()
                        && pod.at("/spec/goal").asText().equals("Run"))
                .toList();
    }

    static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    /** The engine's id of a pod's container. */
    static String containerId(JsonNode pod) {
        return pod.at("/status/containers/0/id").asText();
    }

    /** Writes a script beside this cluster's data. */
    Path script(String name, String text) {
        try {
            return Files.writeString(home.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until a program has printed a line that contains the text; fails at once if it ends before. */
    static void awaitLine(Program program, String text) {
        Awaitility.await(text)
                .atMost(START)
                .pollInterval(Duration.ofMillis(50))
                .failFast(() -> {
                    if (!program.isAlive() && !printed(program, text)) {
                        throw new AssertionError("the program ended:\n" + program.out() + program.err());
                    }
                })
                .until(() -> printed(program, text));
    }

    private static boolean printed(Program program, String text) {
        return program.err().contains(text) || program.out().contains(text);
    }

    /** Ends all that runs here, by its id, and deletes what it left. */
    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void end() {
        // The youngest first: agents before the server that they report to.
        for (int i = programs.size() - 1; i >= 0; i--) {
            programs.get(i).terminate();
            programs.get(i).awaitEnd(Duration.ofSeconds(60));
        }
        programs.clear();
        run("down", "--purge");
        try (Stream<Path> all = Files.walk(home)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
