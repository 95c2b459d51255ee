package dev.caravan.journal;

import dev.caravan.store.Commit;
import java.util.concurrent.CompletableFuture;

/** A command whose answer somebody here waits for. */
final class Pending {
    final String opId;
    final byte[] command;
    final long since;
    final CompletableFuture<Commit> answer = new CompletableFuture<>();

    /** When it was last given to a leader, in the loop's milliseconds. Owned by the loop. */
    long placedAt = Long.MIN_VALUE;

    Pending(String opId, byte[] command, long since) {
        this.opId = opId;
        this.command = command;
        this.since = since;
    }
}
