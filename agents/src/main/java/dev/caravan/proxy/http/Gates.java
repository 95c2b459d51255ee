package dev.caravan.proxy.http;

import dev.caravan.model.ObjectKey;
import dev.caravan.proxy.table.EndpointTable;
import dev.caravan.store.Signals;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gates of all functions, and the telling of their demand: at once when there was none, then on change in steps of
 * {@link #SPACING_NANOS}, again every {@link #HEARTBEAT_SECONDS} while there is any, and a final zero. Signals are told on
 * one thread of its own, since the grid may be slow.
 */
final class Gates implements AutoCloseable {
    static final long SPACING_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    static final int HEARTBEAT_SECONDS = 2;

    /** Bytes of bodies held for waiting requests, all functions together. */
    static final long MAX_HELD_BYTES = 64L * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Gates.class);

    private static final class Told {
        final AtomicBoolean due = new AtomicBoolean();
        volatile long lastNanos = System.nanoTime() - SPACING_NANOS;
    }

    private final String node;
    private final Supplier<EndpointTable> table;
    private final Signals signals;
    private final Clock clock;
    private final Map<ObjectKey, FunctionGate> gates = new ConcurrentHashMap<>();
    private final Map<ObjectKey, Told> told = new ConcurrentHashMap<>();
    private final AtomicLong heldBytes = new AtomicLong();
    private final ScheduledExecutorService thread;

    Gates(String node, Supplier<EndpointTable> table, Signals signals, Clock clock) {
        this.node = node;
        this.table = table;
        this.signals = signals;
        this.clock = clock;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread created = new Thread(task, "proxy-demand");
            created.setDaemon(true);
            return created;
        });
        thread.scheduleWithFixedDelay(this::heartbeat, HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
    }

    FunctionGate of(ObjectKey function) {
        return gates.computeIfAbsent(function, key -> new FunctionGate(key, table, this::changed));
    }

    /** Gives requests that wait what the new table has for them; forgets functions that are gone. */
    void tableChanged(EndpointTable next) {
        if (gates.isEmpty()) return;
        gates.values().forEach(FunctionGate::grantWaiting);
        java.util.Set<ObjectKey> present = new java.util.HashSet<>();
        next.targets().forEach(target -> present.add(target.key().workload()));
        gates.entrySet()
                .removeIf(e -> !present.contains(e.getKey()) && e.getValue().isIdle());
        told.keySet().removeIf(key -> !present.contains(key) && !gates.containsKey(key));
    }

    /** Counts body bytes that are held; false if there are too many, and then they are not counted. */
    boolean hold(long bytes) {
        if (heldBytes.addAndGet(bytes) <= MAX_HELD_BYTES) return true;
        heldBytes.addAndGet(-bytes);
        return false;
    }

    void unhold(long bytes) {
        if (bytes != 0) heldBytes.addAndGet(-bytes);
    }

    private void changed(ObjectKey function) {
        Told state = told.computeIfAbsent(function, key -> new Told());
        if (state.due.get() || !state.due.compareAndSet(false, true)) return;
        long delay = Math.max(0, state.lastNanos + SPACING_NANOS - System.nanoTime());
        try {
            thread.schedule(() -> tell(function, state), delay, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("demand not told function={} reason=closed", function);
        }
    }

    private void tell(ObjectKey function, Told state) {
        state.due.set(false);
        state.lastNanos = System.nanoTime();
        FunctionGate gate = gates.get(function);
        int inFlight = gate == null ? 0 : gate.inFlight();
        int waiting = gate == null ? 0 : gate.waiting();
        try {
            signals.demand(function, node, new Signals.Demand(inFlight, waiting, clock.instant()));
        } catch (RuntimeException e) {
            LOG.warn("demand not told, the heartbeat repeats it function={} reason={}", function, e.toString());
        }
    }

    private void heartbeat() {
        gates.forEach((function, gate) -> {
            if (!gate.isIdle()) changed(function);
        });
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
