package dev.caravan.agent;

import dev.caravan.model.ObjectKey;
import dev.caravan.model.PodStatus;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes pods' statuses in batches: at most 20 commits a second, one at a time, the latest of a pod wins. What the store
 * could not take is tried again unless something newer came; so at most one status a pod waits.
 */
final class StatusReporter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusReporter.class);
    private static final Duration SPACING = Duration.ofMillis(50);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);

    private final String nodeName;
    private final ClusterStore store;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final Supplier<String> ids;

    /** Guards the fields below; the store is never called under it. */
    private final Object lock = new Object();

    private final Map<String, Change> waiting = new LinkedHashMap<>();
    private Instant lastCommit = Instant.EPOCH;
    private Duration retry = SPACING;
    private boolean scheduled;
    private boolean closed;

    StatusReporter(
            String nodeName, ClusterStore store, Clock clock, ScheduledExecutorService timer, Supplier<String> ids) {
        this.nodeName = nodeName;
        this.store = store;
        this.clock = clock;
        this.timer = timer;
        this.ids = ids;
    }

    /** Never blocks. */
    void report(ObjectKey key, String uid, PodStatus status) {
        synchronized (lock) {
            waiting.put(uid, new Change.ReportPod(key, uid, nodeName, status));
            schedule(SPACING.minus(Duration.between(lastCommit, clock.instant())));
        }
    }

    private void schedule(Duration pause) {
        if (scheduled || closed) return;
        scheduled = true;
        timer.schedule(
                this::flush, Math.max(0, Math.min(pause.toMillis(), LONGEST_RETRY.toMillis())), TimeUnit.MILLISECONDS);
    }

    private void flush() {
        Map<String, Change> sent;
        synchronized (lock) {
            if (waiting.isEmpty() || closed) {
                scheduled = false;
                return;
            }
            sent = new LinkedHashMap<>();
            List<String> first =
                    waiting.keySet().stream().limit(Batch.MAX_CHANGES).toList();
            first.forEach(uid -> sent.put(uid, waiting.remove(uid)));
            lastCommit = clock.instant();
        }
        try {
            store.commit(new Batch(ids.get(), Batch.NO_TERM, new ArrayList<>(sent.values())))
                    .whenComplete((commit, failure) -> answered(sent, failure));
        } catch (RuntimeException e) {
            answered(sent, e); // lanes report again what the store does not show
        }
    }

    private void answered(Map<String, Change> sent, Throwable failure) {
        if (failure != null) warn(sent.size(), failure);
        synchronized (lock) {
            scheduled = false;
            if (failure == null) {
                retry = SPACING;
            } else if (isTransient(failure)) {
                sent.forEach(waiting::putIfAbsent);
                retry = retry.multipliedBy(2).compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : retry.multipliedBy(2);
            }
            if (!waiting.isEmpty()) schedule(retry);
        }
    }

    private static boolean isTransient(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof StoreException refused
                && switch (refused.reason()) {
                    case UNAVAILABLE, TOO_BUSY -> true;
                    case CONFLICT, STALE_TERM, BIND_REFUSED, EXPIRED, QUOTA_EXCEEDED, INVALID -> false;
                };
    }

    private static void warn(int count, Throwable failure) {
        LOG.warn("event=status.not-written pods={} reason=\"{}\"", count, failure.getMessage());
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
    }
}
