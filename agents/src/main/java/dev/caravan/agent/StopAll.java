package dev.caravan.agent;

import dev.caravan.engine.ContainerView;
import dev.caravan.engine.Engine;
import dev.caravan.engine.EngineException;
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
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends everything of this node, for an agent that leaves and takes its pods with it. */
final class StopAll {
    private static final Logger LOG = LoggerFactory.getLogger(StopAll.class);
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
                .forEach(view -> attempt("terminate", view.id(), engine::terminate));
        awaitEnd(clock.instant().plus(grace), grace);
        Inventory left = engine.list();
        left.containers().forEach(view -> attempt("remove", view.id(), engine::remove));
        left.sandboxes().forEach(view -> attempt("remove", view.id(), engine::removeSandbox));
    }

    /** What fails for one is no reason to leave the others running. */
    private static void attempt(String what, String id, Consumer<String> call) {
        try {
            call.accept(id);
        } catch (EngineException e) {
            LOG.warn("event=stop.failed did={} id={} reason=\"{}\"", what, id, PodRun.because(e));
        }
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
