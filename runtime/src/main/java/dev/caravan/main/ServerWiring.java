package dev.caravan.main;

import dev.caravan.cli.ClientConfig;
import dev.caravan.cli.Failure;
import dev.caravan.model.Names;
import dev.caravan.secret.SecretKeys;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** {@code caravan server}: a control-plane member in a process of its own. */
final class ServerWiring {
    /** Held in a user's home by the server that writes there. */
    static final String LOCK = "cluster.lock";

    private ServerWiring() {}

    static int run(ServerStartCommand command) {
        check(command);
        Logging.setUp(Optional.empty());
        Path home = ClientConfig.home(System.getenv());
        Path data = command.data == null ? home.resolve("data") : command.data.toAbsolutePath();
        DataDirectory directory = DataDirectory.take(data);
        ClusterFile cluster = cluster(command, home, data);
        ControlPlane plane = new ControlPlane(new ControlPlane.Config(
                command.name,
                cluster.name(),
                cluster.token(),
                data.resolve("journal"),
                command.address,
                command.port,
                command.gridPort,
                false,
                List.of(),
                Optional.of(new ControlPlane.Quorum(
                        command.journalPort,
                        command.join.stream().map(ServerWiring::withPort).toList(),
                        command.quorum)),
                secretKeys(data, command.join.isEmpty() ? Optional.empty() : Optional.of(keySource(command, home))),
                ConnectorsFolder.read(System.getenv())));
        Stopping stopping = new Stopping(() -> {
            plane.close();
            directory.close();
        });
        try {
            if (command.quorum > 1) {
                System.err.println("caravan: server " + command.name + " looks for the other " + (command.quorum - 1)
                        + " members of its quorum");
            }
            plane.start();
            publish(home, cluster, plane.apiAddress());
        } catch (IllegalStateException | IOException e) {
            stopping.stop();
            throw new Failure(Failure.FAILED, e.getMessage());
        }
        System.err.println("caravan: server " + command.name + " is ready: API at http://" + plane.apiAddress()
                + ", grid at " + command.address + ":" + command.gridPort + ", journal at " + command.address + ":"
                + command.journalPort);
        stopping.await();
        return 0;
    }

    private static void check(ServerStartCommand command) {
        if (!Names.isValid(command.name)) {
            throw new Failure(Failure.USAGE, "--name '" + command.name + "' must be " + Names.rule());
        }
        if (!List.of(1, 3, 5).contains(command.quorum)) {
            throw new Failure(Failure.USAGE, "--quorum should be 1, 3 or 5, was " + command.quorum);
        }
        if (command.quorum > 1 && command.join.isEmpty()) {
            throw new Failure(
                    Failure.USAGE,
                    "--quorum " + command.quorum + " needs --join with the journal addresses of the other servers");
        }
    }

    /** The journal's port may be left out. */
    private static String withPort(String address) {
        return address.contains(":") ? address : address + ":" + dev.caravan.journal.JournalConfig.DEFAULT_PORT;
    }

    /**
     * The cluster's identity: what this member was started with before; else the file named or, for one that joins others,
     * this user's; else a new one. Servers of one user that start at once agree on one.
     */
    private static ClusterFile cluster(ServerStartCommand command, Path home, Path data) {
        Path own = data.resolve(ClusterFile.FILE);
        if (Files.exists(own)) return ClusterFile.read(own);
        if (command.cluster != null) return copied(ClusterFile.read(command.cluster), own);
        if (command.join.isEmpty()) return ClusterFile.readOrCreate(data);
        try {
            Files.createDirectories(home);
            try (FileChannel channel =
                    FileChannel.open(home.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.lock();
                return copied(ClusterFile.readOrCreate(home), own);
            }
        } catch (IOException e) {
            throw new Failure(Failure.FAILED, home + " cannot be used: " + e.getMessage());
        }
    }

    /** Beside the cluster's secret file, where the server was given one. */
    private static Path keySource(ServerStartCommand command, Path home) {
        Path beside = command.cluster == null
                ? home.resolve(SecretKeys.FILE)
                : command.cluster.toAbsolutePath().resolveSibling(SecretKeys.FILE);
        return beside;
    }

    /**
     * What secrets are sealed with: from the environment, else from the data directory. A server that joins others takes
     * theirs the first time, from a file that is made if there is none.
     */
    static SecretKeys secretKeys(Path data, Optional<Path> source) {
        String given = System.getenv(SecretKeys.VARIABLE);
        try {
            if (given != null && !given.isBlank()) return SecretKeys.parse(given);
            Path own = data.resolve(SecretKeys.FILE);
            if (!Files.exists(own) && source.isPresent()) {
                try (FileChannel channel = FileChannel.open(
                        source.get().resolveSibling(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    channel.lock();
                    SecretKeys.readOrCreate(source.get());
                    Files.copy(source.get(), own, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
            return SecretKeys.readOrCreate(own);
        } catch (IOException | IllegalArgumentException e) {
            throw new Failure(Failure.FAILED, "the secret keys cannot be used: " + e.getMessage());
        }
    }

    private static ClusterFile copied(ClusterFile cluster, Path own) {
        cluster.write(own);
        return cluster;
    }

    /** Lets this user's commands and agents find the cluster; one server at a time, for several may start at once. */
    static void publish(Path home, ClusterFile cluster, String apiAddress) throws IOException {
        Files.createDirectories(home);
        try (FileChannel channel =
                FileChannel.open(home.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock();
            new ClientConfig("http://" + apiAddress, cluster.token())
                    .joined(home)
                    .save(home);
            cluster.write(home.resolve(ClusterFile.FILE));
        }
    }
}
