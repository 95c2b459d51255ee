package dev.caravan.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Canary;
import dev.caravan.model.Metric;
import dev.caravan.model.Pod;
import dev.caravan.model.Workload;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.InMemoryClusterStore;
import dev.caravan.store.InMemorySignals;
import dev.caravan.store.Signals.Traffic;
import dev.caravan.testing.Given;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrafficHistoryTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final InMemoryClusterStore store = new InMemoryClusterStore();
    private final InMemorySignals signals = new InMemorySignals();
    private Instant now = Given.NOW;
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };
    private final TrafficHistory history = new TrafficHistory(store, signals, clock);
    private final Workload web = service();

    private static Workload service() {
        Workload own = Given.service("web", 2);
        return own.with(own.spec().trying(new Canary(Given.template("web:2"), 10)));
    }

    @BeforeEach
    void pods() {
        Workload tried = web.with(web.spec().promote());
        Pod canary = Given.serving(tried, 0, "n1");
        Pod own = Given.serving(web, 0, "n1");
        store.commit(new Batch(
                        "1",
                        Batch.NO_TERM,
                        List.of(
                                Change.create(Given.node("n1")),
                                Change.create(web),
                                Change.create(own),
                                Change.create(canary))))
                .toCompletableFuture()
                .join();
        signals.reachable("n1", true);
        signals.reachable("n2", true);
        this.ownUid = own.metadata().uid();
        this.canaryUid = canary.metadata().uid();
        history.sample();
    }

    private String ownUid;
    private String canaryUid;

    private void told(String node, long canaryRequests, long canaryErrors) {
        signals.traffic(
                node,
                Map.of(
                        canaryUid, new Traffic(canaryRequests, canaryErrors, canaryRequests * 20),
                        ownUid, new Traffic(canaryRequests * 9, 0, canaryRequests * 90)));
    }

    private void pass(Duration time) {
        for (long i = 0; i < time.toSeconds(); i++) {
            now = now.plusSeconds(1);
            history.sample();
        }
    }

    private double value(Metric metric, boolean canary, Duration over) {
        return history.value(metric, web.key(), canary, over).orElseThrow();
    }

    @Test
    void countsOfAllNodesAddUpAndCanariesAreToldFromTheRest() {
        told("n1", 100, 10);
        told("n2", 100, 0);
        pass(Duration.ofSeconds(10));

        assertThat(value(Metric.HTTP_ERROR_RATIO, true, MINUTE)).isEqualTo(0.05);
        assertThat(value(Metric.HTTP_ERROR_RATIO, false, MINUTE)).isZero();
        assertThat(value(Metric.HTTP_LATENCY_MS, true, MINUTE)).isEqualTo(20);
        assertThat(value(Metric.HTTP_LATENCY_MS, false, MINUTE)).isEqualTo(10);
        assertThat(value(Metric.HTTP_REQUESTS_PER_SECOND, true, Duration.ofSeconds(10)))
                .isEqualTo(20);
    }

    @Test
    void onlyTheLastWhileCounts() {
        told("n1", 100, 100);
        pass(Duration.ofMinutes(10));
        told("n1", 200, 100);
        pass(Duration.ofSeconds(5));

        assertThat(value(Metric.HTTP_ERROR_RATIO, true, MINUTE)).isZero();
        assertThat(value(Metric.HTTP_ERROR_RATIO, true, Duration.ofMinutes(30))).isEqualTo(0.5);
    }

    @Test
    void nothingAskedIsNothingToJudge() {
        pass(Duration.ofSeconds(5));
        assertThat(history.value(Metric.HTTP_ERROR_RATIO, web.key(), true, MINUTE))
                .isEmpty();
        assertThat(value(Metric.HTTP_REQUESTS_PER_SECOND, true, MINUTE)).isZero();
    }

    @Test
    void countersThatBeginAnewAreNotTakenForLess() {
        told("n1", 1000, 0);
        pass(Duration.ofMinutes(2));
        told("n1", 10, 5);
        pass(Duration.ofSeconds(2));
        assertThat(value(Metric.HTTP_ERROR_RATIO, true, Duration.ofSeconds(30))).isEqualTo(0.5);
    }
}
