package dev.caravan.journal;

import dev.caravan.store.Batch;
import dev.caravan.store.Commit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A command whose answer somebody here waits for. */
final class Pending {
    final String opId;
    final byte[] command;
    final long since;
    /** What the command says, for one that need not be read again to be applied here; empty if it is no batch. */
    final Optional<Batch> batch;

    final CompletableFuture<Commit> answer = new CompletableFuture<>();

    /** When it was last given to a leader, in the loop's milliseconds. Owned by the loop. */
    long placedAt = Long.MIN_VALUE;

    Pending(String opId, byte[] command, Optional<Batch> batch, long since) {
        this.batch = batch;
        this.opId = opId;
        this.command = command;
        this.since = since;
    }
}
