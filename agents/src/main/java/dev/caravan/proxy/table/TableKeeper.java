package dev.caravan.proxy.table;

import dev.caravan.model.ObjectKey;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.Signals;
import dev.caravan.store.Subscription;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the node's table in step with the cluster. Invariants of its one thread:
 * <ul>
 *   <li>wakes only mark what to read; state is read level-triggered, and in full every 10 s;
 *   <li>a revision is confirmed only after a table was published that was made from a list of all pods read after that
 *       revision: a wake that is still under way can not hide a removal;
 *   <li>nor is it confirmed while a stopping pod owes answers to this node's clients, for a bounded time;
 *   <li>a step that fails is tried again, the last table stays.
 * </ul>
 */
public final class TableKeeper implements AutoCloseable {
    /** Wakes within this time share one rebuild. */
    static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Least time between two rebuilds: at most 250 a second. */
    static final long SPACING_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    static final long FULL_LOOK_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Least time between two confirmations, unless a new pod is to be removed. */
    static final long CONFIRM_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** How often it is looked whether a stopping pod has given its last answers. */
    static final long DRAIN_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** More changed keys than this, and everything is read anew. */
    static final int MAX_CHANGED_KEYS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(TableKeeper.class);

    private final String node;
    private final ClusterStore store;
    private final Signals signals;
    private final TableInputs inputs;
    private final Leaving leaving = new Leaving();
    private final List<Consumer<EndpointTable>> listeners = new CopyOnWriteArrayList<>();
    private final Semaphore wakes = new Semaphore(0);
    private final Thread thread;

    /** Guards {@link #changed}. */
    private final Object lock = new Object();

    private Set<ObjectKey> changed = new HashSet<>();

    private volatile EndpointTable table = EndpointTable.empty();
    private volatile boolean closed;
    private List<Subscription> subscriptions = List.of();
    private long lastFull;
    private long lastConfirm;
    private boolean fullNeeded = true;

    public TableKeeper(String node, ClusterStore store, Signals signals) {
        this.node = node;
        this.store = store;
        this.signals = signals;
        this.inputs = new TableInputs(store);
        this.thread = new Thread(this::run, "proxy-table");
        thread.setDaemon(true);
    }

    /** The present table. */
    public EndpointTable table() {
        return table;
    }

    /** Calls back on the keeper's thread after each new table; to be set before {@link #start}. Must not block. */
    public void onTable(Consumer<EndpointTable> listener) {
        listeners.add(listener);
    }

    public void start() {
        subscriptions = List.of(store.onChange(TableInputs.KINDS, this::wake), signals.onReachable(wakes::release));
        thread.start();
    }

    private void wake(ObjectKey key) {
        synchronized (lock) {
            if (changed.size() <= MAX_CHANGED_KEYS) changed.add(key);
        }
        wakes.release();
    }

    private void run() {
        long wait = 0;
        while (!closed) {
            try {
                if (wakes.tryAcquire(wait, TimeUnit.NANOSECONDS)) {
                    LockSupport.parkNanos(GATHER_NANOS);
                    wakes.drainPermits();
                }
                if (closed) return;
                wait = pass();
                LockSupport.parkNanos(SPACING_NANOS - GATHER_NANOS);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                fullNeeded = true;
                wait = TimeUnit.SECONDS.toNanos(1);
                LOG.warn("endpoint table not rebuilt, tried again node={} reason={}", node, e.toString());
            }
        }
    }

    /** Looks, publishes, confirms; answers how long nothing needs to be done unless woken, in nanoseconds. */
    private long pass() {
        Set<ObjectKey> keys = takeChanged();
        long revision = store.revision();
        boolean full = fullNeeded
                || keys.size() > MAX_CHANGED_KEYS
                || lastFull == 0
                || System.nanoTime() - lastFull >= FULL_LOOK_NANOS;
        if (full) {
            inputs.refreshAll();
            lastFull = System.nanoTime();
            fullNeeded = false;
        } else {
            inputs.refresh(keys);
        }
        Set<String> wereStopping = table.stopping();
        publish();
        if (table.stopping().isEmpty()) return untilFullLook();
        if (leaving.owes(System.nanoTime())) return DRAIN_LOOK_NANOS;
        boolean promptly = !wereStopping.containsAll(table.stopping());
        if (promptly || System.nanoTime() - lastConfirm >= CONFIRM_NANOS) confirm(full ? revision : -1);
        return Math.min(untilFullLook(), CONFIRM_NANOS);
    }

    private void confirm(long seenInFull) {
        long revision = seenInFull;
        if (revision < 0) {
            revision = store.revision();
            inputs.refreshPods();
            publish();
            if (leaving.owes(System.nanoTime())) return; // the pods read just now may stop others than those before
        }
        signals.tableApplied(node, revision);
        lastConfirm = System.nanoTime();
    }

    private void publish() {
        EndpointTable next = EndpointTable.of(inputs.view(node, signals.reachableNodes()), table);
        leaving.step(table, next, System.nanoTime());
        table = next;
        for (Consumer<EndpointTable> listener : listeners) listener.accept(next);
    }

    private long untilFullLook() {
        return Math.max(0, FULL_LOOK_NANOS - (System.nanoTime() - lastFull));
    }

    private Set<ObjectKey> takeChanged() {
        synchronized (lock) {
            if (changed.isEmpty()) return Set.of();
            Set<ObjectKey> taken = changed;
            changed = new HashSet<>();
            return taken;
        }
    }

    @Override
    public void close() {
        closed = true;
        subscriptions.forEach(Subscription::close);
        thread.interrupt();
    }
}
