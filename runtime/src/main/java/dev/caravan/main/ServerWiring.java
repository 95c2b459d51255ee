package dev.caravan.main;

import dev.caravan.cli.ClientConfig;
import dev.caravan.cli.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code caravan server}: a control-plane member in a process of its own. */
final class ServerWiring {
    private ServerWiring() {}

    static int run(ServerStartCommand command) {
        if (command.quorum != 1 || !command.join.isEmpty()) {
            throw new Failure(
                    Failure.USAGE, "a quorum of several servers is not available yet: start one, without --join");
        }
        Logging.setUp(Optional.empty());
        Path home = ClientConfig.home(System.getenv());
        Path data = command.data == null ? home.resolve("data") : command.data.toAbsolutePath();
        DataDirectory directory = DataDirectory.take(data);
        ClusterFile cluster = ClusterFile.readOrCreate(data);
        ControlPlane plane = new ControlPlane(new ControlPlane.Config(
                command.name,
                cluster.name(),
                cluster.token(),
                data.resolve("journal"),
                command.address,
                command.port,
                command.gridPort,
                false,
                List.of()));
        Stopping stopping = new Stopping(() -> {
            plane.close();
            directory.close();
        });
        try {
            plane.start();
            publish(home, cluster, plane.apiAddress());
        } catch (IllegalStateException | IOException e) {
            stopping.stop();
            throw new Failure(Failure.FAILED, e.getMessage());
        }
        System.err.println("caravan: server " + command.name + " is ready: API at http://" + plane.apiAddress()
                + ", grid at " + command.address + ":" + command.gridPort);
        stopping.await();
        return 0;
    }

    /** Lets this user's commands and agents find the cluster. */
    static void publish(Path home, ClusterFile cluster, String apiAddress) throws IOException {
        new ClientConfig("http://" + apiAddress, cluster.token()).save(home);
        cluster.write(home.resolve(ClusterFile.FILE));
    }
}
