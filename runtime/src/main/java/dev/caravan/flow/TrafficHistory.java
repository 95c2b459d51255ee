package dev.caravan.flow;

import dev.caravan.model.Kind;
import dev.caravan.model.Metric;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Workload;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.Query;
import dev.caravan.store.Signals;
import dev.caravan.store.Signals.Traffic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What was asked of services with a canary, over the last hour: every second of the last minute, every tenth before. It lives
 * with one driver: the next one knows what came since it began. Thread-safe.
 */
final class TrafficHistory {
    static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration FINE = Duration.ofMinutes(1);
    private static final Duration COARSE = Duration.ofSeconds(10);

    /** The counters of all pods at one moment. */
    private record Sample(Instant at, Map<String, Traffic> byPod) {}

    private final ClusterStore store;
    private final Signals signals;
    private final Clock clock;

    /** The oldest first; guarded by itself. */
    private final Deque<Sample> samples = new ArrayDeque<>();

    TrafficHistory(ClusterStore store, Signals signals, Clock clock) {
        this.store = store;
        this.signals = signals;
        this.clock = clock;
    }

    /** Takes a sample; to be called every second. Keeps none while nothing is tried anywhere. */
    void sample() {
        boolean needed = store.list(Query.of(Kind.SERVICE), Workload.class).stream()
                .anyMatch(service -> service.spec().canary().isPresent());
        Map<String, Traffic> now = needed ? sums() : Map.of();
        synchronized (samples) {
            if (!needed) {
                samples.clear();
                return;
            }
            samples.addLast(new Sample(clock.instant(), now));
            thin();
        }
    }

    private Map<String, Traffic> sums() {
        Map<String, Traffic> sums = new HashMap<>();
        signals.traffic()
                .values()
                .forEach(byPod -> byPod.forEach((pod, traffic) -> sums.merge(pod, traffic, TrafficHistory::plus)));
        return sums;
    }

    private static Traffic plus(Traffic a, Traffic b) {
        return new Traffic(a.requests() + b.requests(), a.errors() + b.errors(), a.millis() + b.millis());
    }

    /** Drops what is too old, and of what is older than a minute all that is close to the one before. */
    private void thin() {
        Instant newest = samples.getLast().at();
        List<Sample> kept = new ArrayList<>(samples.size());
        for (Sample sample : samples) {
            Duration age = Duration.between(sample.at(), newest);
            if (age.compareTo(LONGEST) > 0) continue;
            boolean close = !kept.isEmpty()
                    && Duration.between(kept.get(kept.size() - 1).at(), sample.at())
                                    .compareTo(COARSE)
                            < 0;
            if (age.compareTo(FINE) > 0 && close) continue;
            kept.add(sample);
        }
        samples.clear();
        samples.addAll(kept);
    }

    /**
     * A metric of a service's canaries, or of its other pods, over the last while; empty when nothing was asked of them, so
     * that there is nothing to judge.
     *
     * @param over at most {@link #LONGEST}; of a younger driver, what it knows
     */
    OptionalDouble value(Metric metric, ObjectKey service, boolean canary, Duration over) {
        Set<String> pods = pods(service, canary);
        Instant since = clock.instant().minus(over);
        long requests = 0;
        long errors = 0;
        long millis = 0;
        for (Span span : spans(pods, since)) {
            requests += span.last().requests() - span.first().requests();
            errors += span.last().errors() - span.first().errors();
            millis += span.last().millis() - span.first().millis();
        }
        if (metric == Metric.HTTP_REQUESTS_PER_SECOND) return OptionalDouble.of(requests * 1000.0 / over.toMillis());
        if (requests == 0) return OptionalDouble.empty();
        return OptionalDouble.of((metric == Metric.HTTP_ERROR_RATIO ? errors : millis) / (double) requests);
    }

    /**
     * A pod's counters at the begin and the end of a while. Those of a pod that began in it start from nothing; those that
     * were there before the first sample start from that.
     */
    private record Span(Traffic first, Traffic last) {}

    private List<Span> spans(Set<String> pods, Instant since) {
        Map<String, Traffic> before = new HashMap<>();
        Map<String, Traffic> last = new HashMap<>();
        synchronized (samples) {
            for (Sample sample : samples) {
                boolean within = sample.at().isAfter(since) && sample != samples.getFirst();
                Map<String, Traffic> into = within ? last : before;
                sample.byPod().forEach((pod, traffic) -> {
                    if (pods.contains(pod)) into.put(pod, traffic);
                });
            }
        }
        List<Span> spans = new ArrayList<>();
        last.forEach((pod, now) -> {
            Traffic first = before.getOrDefault(pod, new Traffic(0, 0, 0));
            // Counters of an agent that was started again begin anew.
            spans.add(new Span(first.requests() > now.requests() ? new Traffic(0, 0, 0) : first, now));
        });
        return spans;
    }

    private Set<String> pods(ObjectKey service, boolean canary) {
        var spec = store.get(service, Workload.class).map(Workload::spec);
        Set<String> pods = new HashSet<>();
        for (Pod pod : store.list(Query.of(Kind.POD).ofWorkload(service), Pod.class)) {
            boolean tried = spec.flatMap(s -> s.canary())
                    .filter(c -> c.template().equals(pod.spec().template()))
                    .isPresent();
            if (tried == canary) pods.add(pod.metadata().uid());
        }
        return pods;
    }
}
