package dev.caravan.flow;

import dev.caravan.connect.Connectors;
import dev.caravan.connect.FunctionCalls;
import dev.caravan.model.Event;
import dev.caravan.model.Kind;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.PodStatus;
import dev.caravan.model.Resource;
import dev.caravan.model.Workload;
import dev.caravan.routes.Shape;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.Commit;
import dev.caravan.store.InMemoryClusterStore;
import dev.caravan.store.InMemorySignals;
import dev.caravan.store.Query;
import dev.caravan.testing.Given;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/** A driver over an in-memory store. Its one lane thread takes wakes in their order; the test plays user and agents. */
final class Cluster implements AutoCloseable {
    final InMemoryClusterStore store = new InMemoryClusterStore();
    final InMemorySignals signals = new InMemorySignals();
    final AtomicLong term = new AtomicLong(store.drive("s1"));
    private final ExecutorService lanes = Executors.newSingleThreadExecutor();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private volatile Instant now = Given.NOW;
    final FakeOutside outside = new FakeOutside();

    /** How functions answer the control plane. */
    volatile FunctionCalls calls = (function, body, key) -> CompletableFuture.completedFuture("");

    Driver driver = newDriver();

    private Driver newDriver() {
        return new Driver(new Driver.Parts(
                store,
                signals,
                store.feed(),
                revision -> CompletableFuture.completedFuture(null),
                term::get,
                Connectors.none(),
                (function, body, key) -> calls.call(function, body, key),
                new TestClock(),
                () -> UUID.randomUUID().toString(),
                lanes,
                timer,
                (connector, metrics) -> outside.reach()));
    }

    /** The driver is gone with all that it knew; another one takes over. */
    void anotherDriver() {
        driver = nextDriver();
        driver.start();
    }

    /** The driver that takes over from the first one. */
    Driver nextDriver() {
        driver.close();
        term.set(store.drive("s2"));
        return newDriver();
    }

    private final class TestClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("only UTC is used");
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    Cluster(Node... nodes) {
        for (Node node : nodes) {
            signals.reachable(node.name(), true);
            commit(Change.register(node));
        }
        driver.start();
    }

    void advance(Duration time) {
        now = now.plus(time);
    }

    Commit commit(Change... changes) {
        Batch batch = new Batch(UUID.randomUUID().toString(), Batch.NO_TERM, Arrays.asList(changes));
        return store.commit(batch).toCompletableFuture().join();
    }

    Instant now() {
        return now;
    }

    void create(Resource resource) {
        commit(Change.create(resource));
    }

    /** Gives a workload another spec, as an apply does. */
    void respec(Workload wanted) {
        commit(Change.update(workload(wanted.key()).with(wanted.spec())));
    }

    Workload workload(ObjectKey key) {
        return store.get(key, Workload.class).orElseThrow();
    }

    List<Pod> podsOf(Workload workload) {
        return store.list(Query.of(Kind.POD).ofWorkload(workload.key()), Pod.class);
    }

    List<Pod> boundOf(Workload workload) {
        return podsOf(workload).stream()
                .filter(p -> p.spec().node().isPresent() && p.isLive())
                .toList();
    }

    void awaitBound(Workload workload, int count) {
        Awaitility.await(workload.key() + " has " + count + " bound pods")
                .until(() -> boundOf(workload).size() == count);
    }

    /** Returns when every pass that was due before has been run. */
    void awaitLanes() {
        CompletableFuture.runAsync(() -> {}, lanes).join();
        CompletableFuture.runAsync(() -> {}, lanes).join();
    }

    List<Event> events(String reason) {
        return store.list(Query.of(Kind.EVENT), Event.class).stream()
                .filter(e -> e.spec().reason().equals(reason))
                .toList();
    }

    /** What the pod's agent says. */
    void report(Pod pod, PodStatus status) {
        commit(new Change.ReportPod(
                pod.key(), pod.metadata().uid(), pod.spec().node().orElseThrow(), status));
    }

    void makeReady(Pod pod) {
        report(pod, Given.ready(pod, true).status());
    }

    void end(Pod pod, PodStatus.Phase phase) {
        report(pod, Given.ended(pod, phase, now).status());
    }

    static String routeOf(Workload workload) {
        return Shape.of(workload.spec()).routeId();
    }

    @Override
    public void close() {
        driver.close();
        lanes.shutdownNow();
        timer.shutdownNow();
    }
}
