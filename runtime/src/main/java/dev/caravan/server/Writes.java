package dev.caravan.server;

import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.Commit;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Commits for users, and answers only when they would read what they wrote. Blocks: for worker threads. */
final class Writes {
    private static final int TIMEOUT_SECONDS = 10;

    private final ApiConfig config;

    Writes(ApiConfig config) {
        this.config = config;
    }

    Commit commit(List<Change> changes) {
        Batch batch = new Batch(config.uids().get(), Batch.NO_TERM, changes);
        try {
            return config.store()
                    .commit(batch)
                    .thenCompose(commit ->
                            config.projected().apply(commit.revision()).thenApply(shown -> commit))
                    .toCompletableFuture()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.internal("interrupted");
        } catch (ExecutionException | TimeoutException e) {
            throw Problem.of(e);
        }
    }
}
