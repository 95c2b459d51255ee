package dev.caravan.engine.docker;

import dev.caravan.engine.EngineException;
import dev.caravan.engine.Sandbox;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sandboxes that are ready before a pod needs one, since making a network namespace is two thirds of a container's start.
 * Invariants: a sandbox is handed out once and never comes back; at most {@link #MOST} are kept; none is made while the
 * engine has other work.
 */
final class SandboxPool {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxPool.class);

    static final int AT_REST = 4;
    static final int MOST = 32;
    private static final Duration DEMAND_KEPT = Duration.ofMinutes(10);
    private static final Duration IDLE_AFTER = Duration.ofMillis(300);

    private final DockerApi api;
    private final DockerContainers containers;
    private final Clock clock;
    private final ExecutorService keeper;
    private final AtomicBoolean keeping = new AtomicBoolean();

    /** Guards the fields below; the engine is never called under it. */
    private final Object lock = new Object();

    private final Deque<Sandbox> ready = new ArrayDeque<>();
    private final Set<String> ended = new HashSet<>();

    /** Ended before a pod had them, and still to be removed; at most as many as were ready. */
    private final Set<String> dead = new HashSet<>();

    private int demand = AT_REST;
    private Instant demandSeen;
    private Instant lastUse;
    private boolean closed;

    SandboxPool(DockerApi api, DockerContainers containers, Clock clock, ExecutorService keeper) {
        this.api = api;
        this.containers = containers;
        this.clock = clock;
        this.keeper = keeper;
        demandSeen = clock.instant();
        lastUse = Instant.EPOCH;
    }

    Optional<Sandbox> take() {
        synchronized (lock) {
            lastUse = clock.instant();
            return Optional.ofNullable(ready.poll());
        }
    }

    /** The engine is at work for a pod: refilling waits. */
    void used() {
        synchronized (lock) {
            lastUse = clock.instant();
        }
    }

    void demand(int pods) {
        synchronized (lock) {
            int wanted = Math.min(MOST, pods);
            if (wanted >= demand) {
                demand = wanted;
                demandSeen = clock.instant();
            }
        }
    }

    /** A sandbox ended: not to be handed out, even if it is only just being made. */
    void ended(String id) {
        synchronized (lock) {
            if (ready.removeIf(sandbox -> sandbox.id().equals(id))) dead.add(id);
            if (ended.size() > MOST) ended.clear();
            ended.add(id);
        }
    }

    /** The ids of the sandboxes that are ready. */
    Set<String> ids() {
        synchronized (lock) {
            return ready.stream().map(Sandbox::id).collect(java.util.stream.Collectors.toSet());
        }
    }

    /** Sandboxes that no longer run are not to be handed out. */
    void drop(Set<String> gone) {
        synchronized (lock) {
            ready.stream().map(Sandbox::id).filter(gone::contains).forEach(dead::add);
            ready.removeIf(sandbox -> gone.contains(sandbox.id()));
        }
    }

    int size() {
        synchronized (lock) {
            return ready.size();
        }
    }

    /** Looks whether something is to be made or removed, and does so on the keeper's thread. Called by a timer. */
    void tick() {
        if (lacking() == 0 && !hasDead() || !keeping.compareAndSet(false, true)) return;
        keeper.execute(() -> {
            try {
                keep();
            } catch (EngineException e) {
                LOG.warn("event=pool.failed reason=\"{}\"", e.getMessage());
            } finally {
                keeping.set(false);
            }
        });
    }

    private boolean hasDead() {
        synchronized (lock) {
            return !dead.isEmpty();
        }
    }

    private void keep() {
        removeDead();
        while (isIdle() && lacking() > 0) {
            Sandbox made = containers.makePooled();
            boolean keep;
            synchronized (lock) {
                keep = !closed && !ended.remove(made.id());
                if (keep) ready.add(made);
            }
            if (!keep) containers.remove(made.id());
        }
        while (isIdle() && lacking() < 0) {
            pollSpare().ifPresent(sandbox -> containers.remove(sandbox.id()));
        }
    }

    private void removeDead() {
        Set<String> ids;
        synchronized (lock) {
            ids = Set.copyOf(dead);
        }
        for (String id : ids) {
            containers.remove(id);
            synchronized (lock) {
                dead.remove(id);
            }
        }
    }

    private Optional<Sandbox> pollSpare() {
        synchronized (lock) {
            return Optional.ofNullable(ready.poll());
        }
    }

    private boolean isIdle() {
        synchronized (lock) {
            return !closed && api.inFlight() == 0 && lastUse.plus(IDLE_AFTER).isBefore(clock.instant());
        }
    }

    /** How many sandboxes are too few; negative: too many. */
    private int lacking() {
        synchronized (lock) {
            if (closed) return 0;
            if (demandSeen.plus(DEMAND_KEPT).isBefore(clock.instant())) demand = AT_REST;
            return Math.max(AT_REST, demand) - ready.size();
        }
    }

    /** Hands out nothing any more; returns what was ready, for removal. */
    Set<String> close() {
        synchronized (lock) {
            closed = true;
            Set<String> left = new HashSet<>();
            ready.forEach(sandbox -> left.add(sandbox.id()));
            left.addAll(dead);
            ready.clear();
            dead.clear();
            return left;
        }
    }
}
