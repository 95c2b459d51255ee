package dev.caravan.server;

import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.Commit;
import dev.caravan.store.StoreException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Commits for users, and answers only when they would read what they wrote. Blocks: for worker threads. */
final class Writes {
    private static final int TIMEOUT_SECONDS = 10;
    private static final int MAX_TRIES = 5;

    private final ApiConfig config;

    Writes(ApiConfig config) {
        this.config = config;
    }

    /**
     * Decides and commits; decides again on the newest state when another writer was faster.
     *
     * @param decision reads the store anew at each call; empty if there is nothing to do
     */
    Commit commit(Supplier<List<Change>> decision) {
        for (int tries = 1; ; tries++) {
            List<Change> changes = decision.get();
            if (changes.isEmpty()) return new Commit(config.store().revision(), 0);
            try {
                return submit(changes);
            } catch (StoreException e) {
                if (e.reason() != StoreException.Reason.CONFLICT || tries == MAX_TRIES) throw Problem.of(e);
            }
        }
    }

    private Commit submit(List<Change> changes) {
        Batch batch = new Batch(config.uids().get(), Batch.NO_TERM, changes);
        try {
            return config.store().commit(batch).toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.internal("interrupted");
        } catch (ExecutionException | TimeoutException e) {
            throw StoreException.of(e);
        }
    }
}
