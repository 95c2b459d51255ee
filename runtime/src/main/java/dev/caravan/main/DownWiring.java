package dev.caravan.main;

import dev.caravan.cli.ClientConfig;
import dev.caravan.cli.Failure;
import dev.caravan.engine.docker.DockerEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** {@code caravan down}: ends the process of {@code up}, and, to purge, whatever it could not end itself. */
final class DownWiring {
    private static final int STOP_SECONDS = 90;

    private DownWiring() {}

    static int run(DownCommand command) {
        Logging.setUpQuiet();
        Path home = ClientConfig.home(System.getenv());
        Path data = command.data == null ? home.resolve("data") : command.data.toAbsolutePath();
        Optional<Long> holder = DataDirectory.holder(data);
        holder.ifPresent(DownWiring::stop);
        if (holder.isEmpty() && !command.purge) {
            System.err.println("caravan: nothing runs on the data in " + data);
            return 0;
        }
        if (command.purge) purge(home, data);
        System.out.println(command.purge ? "stopped and forgotten" : "stopped");
        return 0;
    }

    private static void stop(long pid) {
        ProcessHandle process = ProcessHandle.of(pid)
                .orElseThrow(() -> new Failure(Failure.FAILED, "process " + pid + " cannot be found"));
        process.destroy();
        try {
            process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            throw new Failure(Failure.TIMED_OUT, "process " + pid + " has not stopped after " + STOP_SECONDS + " s");
        } catch (java.util.concurrent.ExecutionException e) {
            throw new Failure(Failure.FAILED, "process " + pid + " cannot be waited for: " + e.getMessage());
        }
    }

    private static void purge(Path home, Path data) {
        Path file = data.resolve(ClusterFile.FILE);
        if (!Files.exists(file)) return;
        ClusterFile cluster = ClusterFile.read(file);
        List<Path> nodes = new ArrayList<>(children(data.resolve("nodes")));
        for (Path agent : children(home.resolve("agents"))) {
            DataDirectory.holder(agent).ifPresent(pid -> {
                throw new Failure(
                        Failure.FAILED,
                        "agent " + agent.getFileName() + " still runs, as process " + pid + ": stop it first");
            });
            nodes.add(agent);
        }
        List<String> failures = new ArrayList<>();
        try (Threads threads = new Threads()) {
            for (Path node : nodes) {
                for (String engine : DockerEngine.isAvailable()
                        ? List.of(Engines.PROCESS, Engines.DOCKER)
                        : List.of(Engines.PROCESS)) {
                    String name = node.getFileName().toString();
                    failures.addAll(Leftovers.remove(
                            Engines.create(engine, cluster.id(), name, "127.0.0.1", node, threads.timer())));
                }
            }
        }
        if (!failures.isEmpty()) {
            throw new Failure(
                    Failure.FAILED, "not all could be removed, so the data stays: " + String.join("; ", failures));
        }
        try {
            for (String copy : List.of(ClusterFile.FILE, "client.properties")) {
                Path inHome = home.resolve(copy);
                boolean ours = Files.exists(inHome) && Files.readString(inHome).contains(cluster.token());
                if (ours) Files.delete(inHome);
            }
            Files.deleteIfExists(home.resolve(ServerWiring.LOCK));
            delete(data);
            for (Path agent : children(home.resolve("agents"))) delete(agent);
        } catch (IOException e) {
            throw new Failure(Failure.FAILED, "the data cannot be deleted: " + e.getMessage());
        }
    }

    private static List<Path> children(Path directory) {
        if (!Files.isDirectory(directory)) return List.of();
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isDirectory).toList();
        } catch (IOException e) {
            throw new Failure(Failure.FAILED, directory + " cannot be read: " + e.getMessage());
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) Files.deleteIfExists(path);
        }
    }
}
