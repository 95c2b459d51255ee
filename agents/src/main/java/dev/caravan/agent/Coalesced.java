package dev.caravan.agent;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A task that runs once after however many requests, one run at a time, with a pause between two. */
final class Coalesced {
    private final Executor executor;
    private final ScheduledExecutorService timer;
    private final long spacingMillis;
    private final Runnable task;
    private final AtomicInteger requests = new AtomicInteger();

    Coalesced(Executor executor, ScheduledExecutorService timer, long spacingMillis, Runnable task) {
        this.executor = executor;
        this.timer = timer;
        this.spacingMillis = spacingMillis;
        this.task = task;
    }

    /** Never blocks. */
    void request() {
        if (requests.getAndIncrement() == 0) submit();
    }

    private void submit() {
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException e) {
            requests.set(0); // the owner is closing
        }
    }

    private void run() {
        int seen = requests.get();
        try {
            task.run();
        } finally {
            timer.schedule(() -> rest(seen), spacingMillis, TimeUnit.MILLISECONDS);
        }
    }

    private void rest(int seen) {
        if (requests.addAndGet(-seen) > 0) submit();
    }
}
