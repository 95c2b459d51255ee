package dev.caravan.main;

import dev.caravan.cli.Failure;
import dev.caravan.connect.Connectors;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A control plane for measuring: its first member in this process, the others in processes of their own. */
final class BenchCluster implements AutoCloseable {
    private static final int START_SECONDS = 60;

    private final Path directory;
    private final Map<Integer, Process> processes = new TreeMap<>();
    private final List<Integer> journalPorts;
    private final List<Integer> gridPorts;
    private final List<Integer> apiPorts;
    private final ClusterFile identity;
    private ControlPlane plane;

    BenchCluster(int members) {
        try {
            directory = Files.createTempDirectory("caravan-bench");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        journalPorts = freePorts(members);
        gridPorts = freePorts(members);
        apiPorts = freePorts(members);
        identity = ClusterFile.readOrCreate(directory);
    }

    private static List<Integer> freePorts(int count) {
        return IntStream.range(0, count).mapToObj(i -> freePort()).toList();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts all members and waits for a leader; in a quorum, until the first member leads. */
    void start() throws InterruptedException {
        int members = journalPorts.size();
        for (int i = 1; i < members; i++) processes.put(i, spawn(i));
        plane = new ControlPlane(new ControlPlane.Config(
                "s1",
                identity.name(),
                identity.token(),
                directory.resolve("s1"),
                "127.0.0.1",
                apiPorts.get(0),
                gridPorts.get(0),
                members == 1,
                List.of(),
                members == 1
                        ? Optional.empty()
                        : Optional.of(new ControlPlane.Quorum(journalPorts.get(0), seeds(0), members)),
                ServerWiring.secretKeys(directory, Optional.empty()),
                Connectors.none()));
        plane.start();
        await("a leader", () -> plane.journal().quorum().leader().isPresent());
        // What is measured inside of a member is measured inside of the leader.
        for (int tries = 0; tries < 20 && plane.journal().driving().isEmpty(); tries++) {
            String leader = plane.journal().quorum().leader().orElse("");
            if (leader.startsWith("s") && !leader.equals("s1")) restart(Integer.parseInt(leader.substring(1)) - 1);
            TimeUnit.SECONDS.sleep(2);
        }
        await("the first member to drive", () -> plane.journal().driving().isPresent());
    }

    private List<String> seeds(int self) {
        return IntStream.range(0, journalPorts.size())
                .filter(i -> i != self)
                .mapToObj(i -> "127.0.0.1:" + journalPorts.get(i))
                .toList();
    }

    /** The same JVM flags and class path as this process. */
    private Process spawn(int number) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.caravan.main.Caravan", "server"));
        command.addAll(List.of(
                "--name",
                "s" + (number + 1),
                "--data",
                directory.resolve("m" + number).toString()));
        command.addAll(List.of("--cluster", directory.resolve(ClusterFile.FILE).toString()));
        command.addAll(List.of("--quorum", Integer.toString(journalPorts.size())));
        if (journalPorts.size() > 1) command.addAll(List.of("--join", String.join(",", seeds(number))));
        command.addAll(List.of("--port", apiPorts.get(number).toString()));
        command.addAll(List.of("--grid-port", gridPorts.get(number).toString()));
        command.addAll(List.of("--journal-port", journalPorts.get(number).toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .put("CARAVAN_HOME", directory.resolve("home" + number).toString());
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(
                directory.resolve("m" + number + ".log").toFile()));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new Failure(Failure.FAILED, "a member cannot be started: " + e.getMessage());
        }
    }

    private void restart(int number) throws InterruptedException {
        kill(number);
        processes.put(number, spawn(number));
    }

    /** Starts all members in processes of their own, none in this one. */
    void startProcesses() {
        for (int i = 0; i < journalPorts.size(); i++) processes.put(i, spawn(i));
    }

    void startProcess(int number) {
        processes.put(number, spawn(number));
    }

    /** Ends a member's process as a crash would. */
    void kill(int number) throws InterruptedException {
        processes.remove(number).destroyForcibly().waitFor();
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(String what, Condition condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!condition.holds()) {
            if (System.nanoTime() > end) throw new Failure(Failure.FAILED, "gave up waiting for " + what);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Waits until every member says that it is ready: the start of one takes the machine's time from the others. */
    void awaitReady() throws InterruptedException {
        for (int port : apiPorts) await("the member at port " + port, () -> isReady(port));
    }

    private static boolean isReady(int port) {
        try {
            URI uri = URI.create("http://127.0.0.1:" + port + "/readyz");
            return ((HttpURLConnection) uri.toURL().openConnection()).getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    ControlPlane plane() {
        return plane;
    }

    String token() {
        return identity.token();
    }

    int apiPort() {
        return apiPorts.get(0);
    }

    int apiPort(int number) {
        return apiPorts.get(number);
    }

    /** The resident memory of a member in a process of its own, in MiB. */
    long residentMib(int number) throws IOException {
        return residentKib(processes.get(number).pid()) / 1024;
    }

    /** The largest resident memory of a member's process, in MiB; of the first, this process's. */
    long residentMib() throws IOException {
        long most = residentKib(ProcessHandle.current().pid());
        for (Process other : processes.values()) most = Math.max(most, residentKib(other.pid()));
        return most / 1024;
    }

    static long residentKib(long pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        }
    }

    @Override
    public void close() {
        if (plane != null) plane.close();
        processes.values().forEach(Process::destroyForcibly);
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            System.err.println("caravan: " + directory + " was not removed: " + e.getMessage());
        }
    }
}
