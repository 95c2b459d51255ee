package dev.caravan.journal;

import dev.caravan.journal.raft.Timing;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a journal member is started.
 *
 * @param address {@code host:port} that it listens on and is known under; empty for one that stays alone for good
 * @param grid {@code host:port} of the grid member beside it, for others to join
 * @param seeds addresses of the journal's other members, to find them at the first start
 * @param quorum how many members found the quorum together
 * @param secret what all members share, and nobody else knows
 * @param snapshotBytes so many bytes of commands after a snapshot, the next one is made
 */
public record JournalConfig(
        String name,
        Path directory,
        Optional<String> address,
        String grid,
        List<String> seeds,
        int quorum,
        String secret,
        Timing timing,
        long snapshotBytes) {
    /** The journal's port unless told otherwise. */
    public static final int DEFAULT_PORT = 7800;

    private static final long SNAPSHOT_BYTES = 64 << 20;

    public JournalConfig {
        seeds = List.copyOf(seeds);
        if (quorum < 1 || quorum % 2 == 0 || quorum > 7) {
            throw new IllegalArgumentException("a quorum has 1, 3, 5 or 7 members, not " + quorum);
        }
    }

    /** A journal of one member that no other can join. */
    public static JournalConfig alone(String name, Path directory) {
        return new JournalConfig(
                name, directory, Optional.empty(), "", List.of(), 1, "", Timing.DEFAULT, SNAPSHOT_BYTES);
    }

    /** A member of a quorum. */
    public static JournalConfig member(
            String name, Path directory, String address, String grid, List<String> seeds, int quorum, String secret) {
        return new JournalConfig(
                name, directory, Optional.of(address), grid, seeds, quorum, secret, Timing.DEFAULT, SNAPSHOT_BYTES);
    }

    /** The same with other waiting times and another size between snapshots: for tests. */
    public JournalConfig tuned(Timing changed, long bytes) {
        return new JournalConfig(name, directory, address, grid, seeds, quorum, secret, changed, bytes);
    }
}
