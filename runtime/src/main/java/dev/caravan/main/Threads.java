package dev.caravan.main;

import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that a process lends to its parts. */
final class Threads implements AutoCloseable {
    private static final int MAX_WAITING = 1_000;

    private final ExecutorService lanes = Executors.newFixedThreadPool(2, named("caravan-lane"));
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(2, named("caravan-timer"));

    private final ThreadPoolExecutor outside = new ThreadPoolExecutor(
            2, 2, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), named("caravan-outside"));

    Threads() {
        outside.allowCoreThreadTimeOut(true);
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

    /** For what steps of workflows read from elsewhere. Refuses when too much waits. */
    ExecutorService outside() {
        return outside;
    }

    static String newId() {
        return UUID.randomUUID().toString();
    }

    @Override
    public void close() {
        lanes.shutdownNow();
        timer.shutdownNow();
        outside.shutdownNow();
    }
}
