package dev.caravan.agent;

import dev.caravan.engine.ContainerView;
import dev.caravan.engine.Engine;
import dev.caravan.engine.Inventory;
import dev.caravan.model.PodTemplate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Ends everything of this node, for an agent that leaves and takes its pods with it. */
final class StopAll {
    private static final long POLL_MILLIS = 50;

    private final Engine engine;
    private final Clock clock;
    private final ScheduledExecutorService timer;

    StopAll(Engine engine, Clock clock, ScheduledExecutorService timer) {
        this.engine = engine;
        this.clock = clock;
        this.timer = timer;
    }

    /** SIGTERM to all at once, the longest grace of all, then whatever is left is killed and removed. */
    void run(List<PodLane> lanes) throws InterruptedException {
        Duration grace = lanes.stream()
                .flatMap(lane -> lane.latest().stream())
                .map(pod -> pod.spec().template().stopGrace())
                .max(Duration::compareTo)
                .orElse(PodTemplate.DEFAULT_STOP_GRACE);
        engine.list().containers().stream()
                .filter(ContainerView::isRunning)
                .forEach(view -> engine.terminate(view.id()));
        awaitEnd(clock.instant().plus(grace), grace);
        Inventory left = engine.list();
        left.containers().forEach(view -> engine.remove(view.id()));
        left.sandboxes().forEach(view -> engine.removeSandbox(view.id()));
    }

    private void awaitEnd(Instant until, Duration grace) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        ScheduledFuture<?> poll = timer.scheduleWithFixedDelay(
                () -> {
                    boolean running = engine.list().containers().stream().anyMatch(ContainerView::isRunning);
                    if (!running || clock.instant().isAfter(until)) ended.countDown();
                },
                0,
                POLL_MILLIS,
                TimeUnit.MILLISECONDS);
        try {
            ended.await(grace.toMillis() + POLL_MILLIS, TimeUnit.MILLISECONDS);
        } finally {
            poll.cancel(false);
        }
    }
}
