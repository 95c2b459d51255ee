package dev.caravan.main;

import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that a process lends to its parts. */
final class Threads implements AutoCloseable {
    private final ExecutorService lanes = Executors.newFixedThreadPool(2, named("caravan-lane"));
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(2, named("caravan-timer"));

    Threads() {
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    ExecutorService lanes() {
        return lanes;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    static String newId() {
        return UUID.randomUUID().toString();
    }

    @Override
    public void close() {
        lanes.shutdownNow();
        timer.shutdownNow();
    }
}
