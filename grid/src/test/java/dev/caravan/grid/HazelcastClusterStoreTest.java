package dev.caravan.grid;

import dev.caravan.journal.Journal;
import dev.caravan.store.ChangeFeed;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.ClusterStoreContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class HazelcastClusterStoreTest extends ClusterStoreContract {
    @TempDir
    Path directory;

    private Journal journal;
    private GridMember member;
    private Projector projector;

    @BeforeEach
    void startMember() throws IOException {
        journal = new Journal("s1", directory);
        journal.start();
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = socket.getLocalPort();
        }
        member =
                GridMember.start(new GridConfig("contract", "s1", "127.0.0.1", port, List.of(), true, true, List.of()));
        projector = member.project(journal);
        projector.whenProjected(journal.term()).join();
    }

    @AfterEach
    void stop() {
        projector.close();
        member.close();
        journal.close();
    }

    @Override
    protected ClusterStore store() {
        return member.store(journal);
    }

    @Override
    protected ChangeFeed feed() {
        return journal.feed();
    }

    @Override
    protected void awaitShown(long revision) {
        projector.whenProjected(revision).join();
    }
}
