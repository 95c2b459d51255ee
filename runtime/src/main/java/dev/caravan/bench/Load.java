package dev.caravan.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Keeps a number of operations under way for a time: each client begins its next one when its last one ended. */
public final class Load {
    /** A first part that is not counted, so that the JVM has seen the code. */
    private static final double WARM_PART = 0.3;

    private final IntFunction<CompletionStage<?>> operation;
    private final Executor executor;
    private final Times times = new Times();
    private volatile long countFrom;
    private volatile long end;

    /** @param operation begins the next operation of a client, by its number */
    public Load(IntFunction<CompletionStage<?>> operation, Executor executor) {
        this.operation = operation;
        this.executor = executor;
    }

    /** Rate, p50 and p99 over so many seconds after the warm-up. */
    public ObjectNode run(int clients, double seconds) {
        long start = System.nanoTime();
        countFrom = start + (long) (seconds * WARM_PART * 1e9);
        end = countFrom + (long) (seconds * 1e9);
        CountDownLatch running = new CountDownLatch(clients);
        for (int client = 0; client < clients; client++) {
            int number = client;
            executor.execute(() -> next(number, running));
        }
        try {
            running.await((long) (seconds * 3) + 15, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return times.summary(seconds);
    }

    private void next(int client, CountDownLatch running) {
        long begun = System.nanoTime();
        if (begun >= end) {
            running.countDown();
            return;
        }
        operation
                .apply(client)
                .whenCompleteAsync(
                        (done, failure) -> {
                            long now = System.nanoTime();
                            if (begun >= countFrom && now <= end) {
                                if (failure == null) {
                                    times.add(now - begun);
                                } else {
                                    times.failed();
                                }
                            }
                            next(client, running);
                        },
                        executor);
    }
}
