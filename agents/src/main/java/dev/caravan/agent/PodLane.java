package dev.caravan.agent;

import dev.caravan.engine.EngineException;
import dev.caravan.engine.PodIdentity;
import dev.caravan.model.Kind;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pod's turn-taking: whatever is heard of it is queued and it runs on one worker at a time. Waking never blocks.
 * Invariants: the run is touched by the lane's turn only; whoever is heard during a turn gets another turn.
 */
final class PodLane {
    private static final Logger LOG = LoggerFactory.getLogger(PodLane.class);
    private static final int STEPS_A_TURN = 16;
    private static final Duration ENGINE_RETRY = Duration.ofSeconds(1);
    private static final Duration REPORT_AGAIN = Duration.ofSeconds(5);

    private final PodRun run;
    private final Site site;
    private final Executor workers;
    private final StatusReporter reporter;
    private final Strays strays;
    private final Consumer<PodLane> ended;
    private final Queue<Consumer<PodRun>> heard = new ConcurrentLinkedQueue<>();
    private final AtomicInteger turns = new AtomicInteger();

    private volatile Set<String> ids = Set.of();
    private volatile Optional<Pod> latest = Optional.empty();
    private volatile boolean closed;
    private ScheduledFuture<?> alarm;
    private Optional<PodStatus> lastReported = Optional.empty();
    private Instant reportedAt = Instant.EPOCH;
    private String lastReason = "";

    PodLane(
            PodIdentity identity,
            Site site,
            Executor workers,
            StatusReporter reporter,
            Strays strays,
            Consumer<PodLane> ended) {
        this.site = site;
        this.workers = workers;
        this.reporter = reporter;
        this.strays = strays;
        this.ended = ended;
        run = new PodRun(identity, site, this::wake);
    }

    PodIdentity identity() {
        return run.identity;
    }

    /** Ids of its containers and sandbox, as of its last turn. */
    Set<String> ids() {
        return ids;
    }

    /** The pod as last handed in. */
    Optional<Pod> latest() {
        return latest;
    }

    /** Hands in the pod as the store has it now. */
    void wanted(Optional<Pod> pod) {
        if (latest.equals(pod) && pod.isPresent()) return;
        latest = pod;
        hear(r -> r.wanted(pod));
    }

    /** Tells the lane something and wakes it. */
    void hear(Consumer<PodRun> news) {
        heard.add(news);
        wake();
    }

    void wake() {
        if (!closed && turns.getAndIncrement() == 0) workers.execute(this::turn);
    }

    void close() {
        closed = true;
    }

    private void turn() {
        int seen = turns.get();
        try {
            if (!closed) hearThenAdvance();
        } catch (EngineException e) {
            LOG.warn("event=pod.retry pod={} reason=\"{}\"", run.identity, PodRun.because(e));
            wakeAt(Optional.of(site.clock().instant().plus(ENGINE_RETRY)));
        } catch (RuntimeException e) {
            LOG.error("event=pod.step.failed pod={}", run.identity, e);
            wakeAt(Optional.of(site.clock().instant().plus(Backoff.LONGEST)));
        }
        if (turns.addAndGet(-seen) > 0 && !closed) workers.execute(this::turn);
    }

    private void hearThenAdvance() {
        for (Consumer<PodRun> news = heard.poll(); news != null; news = heard.poll()) news.accept(run);
        try {
            advance();
        } finally {
            ids = run.ids();
            strays.take(ids).forEach(id -> hear(r -> r.exited(id))); // what ended before its id was known
        }
    }

    private void advance() {
        Step step = run.advance();
        for (int i = 1; step.again() && i < STEPS_A_TURN; i++) {
            log(step);
            step = run.advance();
        }
        log(step);
        report();
        if (run.isOver()) {
            closed = true;
            ended.accept(this);
        } else if (step.again()) {
            wake();
        } else {
            wakeAt(step.wakeAt());
        }
    }

    private void log(Step step) {
        if (step.again()) LOG.info("event=pod.step pod={} did=\"{}\"", run.identity, step.reason());
        else if (!step.reason().equals(lastReason))
            LOG.debug("event=pod.waits pod={} for=\"{}\"", run.identity, step.reason());
        lastReason = step.reason();
    }

    private void report() {
        if (run.pod.isEmpty() || !run.isKnown()) return;
        if (run.pod.get().status().phase().isTerminal()
                && run.pod.get().status().phase() == run.phase) return;
        PodStatus status = run.status();
        Instant now = site.clock().instant();
        boolean known = lastReported.isPresent()
                ? lastReported.get().equals(status)
                : run.pod.get().status().equals(status);
        boolean overwritten = !run.pod.get().status().equals(status)
                && reportedAt.plus(REPORT_AGAIN).isBefore(now);
        if (known && !overwritten) return;
        lastReported = Optional.of(status);
        reportedAt = now;
        ObjectKey key = new ObjectKey(Kind.POD, run.identity.namespace(), run.identity.name());
        reporter.report(key, run.identity.uid(), status);
        LOG.info(
                "event=pod.status pod={} phase={} ready={} reason=\"{}\"",
                run.identity,
                status.phase(),
                status.ready(),
                status.message().isEmpty() ? status.reason() : status.message());
    }

    private void wakeAt(Optional<Instant> when) {
        if (alarm != null) alarm.cancel(false);
        alarm = null;
        if (when.isEmpty() || closed) return;
        long millis =
                Math.max(1, Duration.between(site.clock().instant(), when.get()).toMillis());
        alarm = site.timer().schedule(this::wake, millis, TimeUnit.MILLISECONDS);
    }
}
