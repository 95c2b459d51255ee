package dev.caravan.testing;

import dev.caravan.main.ControlPlane;
import dev.caravan.model.Node;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.Commit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;

/** A whole control plane in this process, with a node {@code n1} that is reachable as soon as it is registered. */
public final class TestPlane implements AutoCloseable {
    public static final String TOKEN = "secret";

    private final ControlPlane plane;

    public TestPlane(Path journal) throws IOException {
        plane = new ControlPlane(new ControlPlane.Config(
                "s1",
                "test-" + UUID.randomUUID(),
                TOKEN,
                journal,
                "127.0.0.1",
                0,
                freePort(),
                true,
                List.of("n1"),
                Optional.empty(),
                dev.caravan.secret.SecretKeys.parse(dev.caravan.secret.SecretKeys.generate("k1")),
                dev.caravan.connect.Connectors.none()));
        plane.start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public ControlPlane plane() {
        return plane;
    }

    /** Such as {@code http://127.0.0.1:40123}. */
    public String url() {
        return "http://" + plane.apiAddress();
    }

    /** Commits, and returns once reads show it. */
    public Commit commit(Change... changes) {
        Batch batch = new Batch(UUID.randomUUID().toString(), Batch.NO_TERM, Arrays.asList(changes));
        Commit commit = plane.store().commit(batch).toCompletableFuture().join();
        Awaitility.await().until(() -> plane.store().revision() >= commit.revision());
        return commit;
    }

    public void register(Node node) {
        commit(Change.register(node));
    }

    public long revision() {
        return plane.journal().read(state -> state.revision());
    }

    @Override
    public void close() {
        plane.close();
    }
}
