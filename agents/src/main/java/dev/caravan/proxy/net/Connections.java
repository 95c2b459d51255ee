package dev.caravan.proxy.net;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All relayed connections of a node: bounds their number, closes those that carried nothing for too long. One sweep a loop
 * replaces a timer a connection.
 */
public final class Connections {
    /** Connections of clients at a time; one more is closed at once. Each has a second one to its pod. */
    public static final int MAX_CONNECTIONS = 20_000;

    static final long IDLE_LIMIT_NANOS = TimeUnit.HOURS.toNanos(1);
    static final long HALF_CLOSED_LIMIT_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long SWEEP_SECONDS = 30;

    private final int max;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<EventLoop, Set<Activity>> byLoop = new HashMap<>();

    public Connections(Transport transport, int max) {
        this.max = max;
        for (EventLoop loop : transport.loops()) {
            Set<Activity> own = new HashSet<>();
            byLoop.put(loop, own);
            loop.scheduleAtFixedRate(() -> sweep(own), SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Counts a client's connection in, on its loop, until it closes; null when there are too many already. */
    public Activity admit(Channel client) {
        if (open.incrementAndGet() > max) {
            open.decrementAndGet();
            return null;
        }
        Activity activity = new Activity(client);
        Set<Activity> own = byLoop.get(client.eventLoop());
        own.add(activity);
        client.closeFuture().addListener(closed -> {
            own.remove(activity);
            open.decrementAndGet();
        });
        return activity;
    }

    public int open() {
        return open.get();
    }

    private static void sweep(Set<Activity> own) {
        long now = System.nanoTime();
        for (Activity activity : Set.copyOf(own)) activity.sweep(now);
    }
}
