package dev.caravan.flow;

import dev.caravan.model.ObjectKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One lane a key: wakes of a key coalesce, its passes never overlap, and keys do not wait for each other. Invariant: a wake
 * that comes while a pass runs leads to another pass after it.
 */
final class Lanes {
    private enum State {
        IDLE,
        QUEUED,
        RUNNING,
        RUNNING_AND_WOKEN
    }

    private static final class Lane {
        private State state = State.IDLE;
        private long revision;
        private ScheduledFuture<?> timer;
        private long timerAt = Long.MAX_VALUE;
        private boolean dropped;
    }

    private final Map<ObjectKey, Lane> lanes = new ConcurrentHashMap<>();
    private final Executor executor;
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final Consumer<ObjectKey> pass;

    /** @param pass starts a key's pass; whoever ends it calls {@link #done} */
    Lanes(Executor executor, ScheduledExecutorService timer, Clock clock, Consumer<ObjectKey> pass) {
        this.executor = executor;
        this.timer = timer;
        this.clock = clock;
        this.pass = pass;
    }

    /** Runs a pass for the key soon, on a state not older than the revision. */
    void wake(ObjectKey key, long revision) {
        Optional<Lane> idle = on(key, lane -> {
            lane.revision = Math.max(lane.revision, revision);
            if (lane.state == State.RUNNING) lane.state = State.RUNNING_AND_WOKEN;
            if (lane.state != State.IDLE) return Optional.empty();
            lane.state = State.QUEUED;
            return Optional.of(lane);
        });
        idle.ifPresent(lane -> executor.execute(() -> start(key, lane)));
    }

    /** Wakes the key after a while, unless an earlier wake is already planned. */
    void wakeIn(ObjectKey key, Duration delay) {
        long at = clock.millis() + delay.toMillis();
        on(key, lane -> {
            if (lane.timer != null && !lane.timer.isDone() && lane.timerAt <= at) return Optional.empty();
            if (lane.timer != null) lane.timer.cancel(false);
            lane.timerAt = at;
            lane.timer = timer.schedule(() -> wake(key, 0), Math.max(1, delay.toMillis()), TimeUnit.MILLISECONDS);
            return Optional.empty();
        });
    }

    /** Acts on the key's lane under its lock; on a new one, if the one that was found is dropped at this moment. */
    private Optional<Lane> on(ObjectKey key, Function<Lane, Optional<Lane>> act) {
        while (true) {
            Lane lane = lanes.computeIfAbsent(key, k -> new Lane());
            synchronized (lane) {
                if (!lane.dropped) return act.apply(lane);
            }
        }
    }

    /** The revision that the key's pass must see. */
    long revision(ObjectKey key) {
        Lane lane = lanes.get(key);
        if (lane == null) return 0;
        synchronized (lane) {
            return lane.revision;
        }
    }

    private void start(ObjectKey key, Lane lane) {
        synchronized (lane) {
            lane.state = State.RUNNING;
        }
        pass.accept(key);
    }

    /** The key's pass has ended; what it wrote is at the revision. */
    void done(ObjectKey key, long revision) {
        Lane lane = lanes.get(key);
        boolean again;
        synchronized (lane) {
            lane.revision = Math.max(lane.revision, revision);
            again = lane.state == State.RUNNING_AND_WOKEN;
            lane.state = again ? State.QUEUED : State.IDLE;
        }
        if (again) executor.execute(() -> start(key, lane));
    }

    /** Drops the lane of a key that no longer exists. */
    void forget(ObjectKey key) {
        Lane lane = lanes.get(key);
        if (lane == null) return;
        synchronized (lane) {
            if (lane.state == State.IDLE) {
                if (lane.timer != null) lane.timer.cancel(false);
                lane.dropped = true;
                lanes.remove(key, lane);
            }
        }
    }
}
