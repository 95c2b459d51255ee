package dev.caravan.simulate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A clock and a timer whose time passes only by the tasks that are due: equal tasks run in an equal order at equal times, whatever
 * the machine is doing. Confined to the thread that runs it.
 */
final class VirtualTime extends AbstractExecutorService implements ScheduledExecutorService {
    private final PriorityQueue<Task<?>> tasks = new PriorityQueue<>();
    private Instant now;
    private long number;

    VirtualTime(Instant start) {
        this.now = start;
    }

    Instant now() {
        return now;
    }

    Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException("simulated time is in UTC");
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    /** Runs the next task that is due by then, at its time; without one, it is then. */
    boolean runNext(Instant until) {
        Task<?> next = tasks.peek();
        if (next == null || next.at.isAfter(until)) {
            if (now.isBefore(until)) now = until;
            return false;
        }
        tasks.poll();
        if (next.at.isAfter(now)) now = next.at;
        next.runOnce();
        return true;
    }

    private final class Task<T> extends FutureTask<T> implements ScheduledFuture<T> {
        private final long order = number++;
        private final Duration period;
        private Instant at;

        Task(Callable<T> work, Instant at, Duration period) {
            super(work);
            this.at = at;
            this.period = period;
        }

        void runOnce() {
            if (period == null) {
                run();
            } else if (runAndReset()) {
                at = now.plus(period);
                tasks.add(this);
            }
        }

        @Override
        public boolean cancel(boolean interrupt) {
            tasks.remove(this);
            return super.cancel(interrupt);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(Duration.between(now, at));
        }

        @Override
        public int compareTo(Delayed other) {
            Task<?> task = (Task<?>) other;
            int byTime = at.compareTo(task.at);
            return byTime != 0 ? byTime : Long.compare(order, task.order);
        }
    }

    private <T> Task<T> add(Callable<T> work, long delay, TimeUnit unit, Duration period) {
        Task<T> task = new Task<>(work, now.plus(Duration.ofNanos(Math.max(0, unit.toNanos(delay)))), period);
        tasks.add(task);
        return task;
    }

    private static Callable<Object> callable(Runnable work) {
        return () -> {
            work.run();
            return null;
        };
    }

    @Override
    public void execute(Runnable work) {
        schedule(work, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
        return add(callable(work), delay, unit, null);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
        return add(work, delay, unit, null);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable work, long delay, long period, TimeUnit unit) {
        return scheduleWithFixedDelay(work, delay, period, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long delay, long period, TimeUnit unit) {
        return add(callable(work), delay, unit, Duration.ofNanos(unit.toNanos(period)));
    }

    @Override
    public void shutdown() {
        tasks.clear();
    }

    @Override
    public List<Runnable> shutdownNow() {
        tasks.clear();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }
}
