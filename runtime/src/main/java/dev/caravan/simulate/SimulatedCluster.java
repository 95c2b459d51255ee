package dev.caravan.simulate;

import dev.caravan.connect.Connectors;
import dev.caravan.flow.Driver;
import dev.caravan.model.App;
import dev.caravan.model.Event;
import dev.caravan.model.Kind;
import dev.caravan.model.Manifest;
import dev.caravan.model.Metadata;
import dev.caravan.model.Names;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Resource;
import dev.caravan.model.Workflow;
import dev.caravan.model.Workload;
import dev.caravan.plan.Applying;
import dev.caravan.plan.Plan;
import dev.caravan.plan.Planner;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.InMemoryClusterStore;
import dev.caravan.store.InMemorySignals;
import dev.caravan.store.Query;
import dev.caravan.store.StoreException;
import dev.caravan.store.WatchEvent;
import dev.caravan.workflow.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A whole cluster on one thread, under virtual time: equal seeds give equal histories. Nothing outside of it is reached. */
final class SimulatedCluster implements AutoCloseable {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** How long another member takes to see that the driver is gone, and to take over. */
    private static final Duration ELECTION = Duration.ofSeconds(1);

    private final VirtualTime time = new VirtualTime(START);
    private final Random random;
    private final InMemoryClusterStore store = new InMemoryClusterStore();
    private final InMemorySignals signals = new InMemorySignals();
    private final Map<String, SimulatedNode> nodes = new TreeMap<>();
    private int drivers;
    private Driver driver;

    SimulatedCluster(long seed) {
        this.random = new Random(seed);
        store.feed().follow(store.revision(), events -> events.forEach(this::changed));
        driver = drive();
    }

    private Driver drive() {
        drivers++;
        long term = store.drive("s" + drivers);
        Driver next = new Driver(new Driver.Parts(
                store,
                signals,
                store.feed(),
                revision -> CompletableFuture.completedFuture(null),
                () -> term,
                Connectors.none(),
                (function, body, key) -> CompletableFuture.completedFuture(""),
                time.clock(),
                this::uid,
                time,
                time,
                (connector, metrics) -> new World.Reach(connector, Nowhere.http(), Nowhere.logs(), metrics)));
        next.start();
        return next;
    }

    private String uid() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private void changed(WatchEvent event) {
        if (event.resource() instanceof Pod pod) {
            pod.spec().node().map(nodes::get).filter(SimulatedNode::isUp).ifPresent(SimulatedNode::lookSoon);
        }
    }

    void addNode(String name, long cpuMillis, long memoryBytes, Map<String, String> labels) {
        Node.Spec spec = new Node.Spec("127.0.0.1", 7401, 8080, "docker", cpuMillis, memoryBytes, false, List.of());
        signals.reachable(name, true);
        nodes.put(name, new SimulatedNode(name, store, time, random, this::commit));
        Metadata metadata = Metadata.create("", name, uid(), time.now()).labelled(labels);
        commit(Change.register(new Node(metadata, spec, null)));
    }

    /** Applies a manifest as a user does; the problems that keep it from that, if there are any. */
    List<String> apply(Manifest manifest) {
        List<Workload> workloads = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            if (kind.isWorkload()) workloads.addAll(store.list(Query.of(kind), Workload.class));
        }
        Planner.State state = new Planner.State(
                store.get(new ObjectKey(Kind.APP, Names.DEFAULT_NAMESPACE, manifest.app()), App.class),
                workloads,
                store.list(Query.of(Kind.NODE), Node.class),
                store.list(Query.of(Kind.POD), Pod.class),
                store.list(Query.of(Kind.WORKFLOW), Workflow.class));
        Plan plan = Planner.plan(manifest, Names.DEFAULT_NAMESPACE, state);
        if (!plan.problems().isEmpty()) return plan.problems();
        commit(Applying.changes(plan, manifest, state, this::uid, time.now()).toArray(Change[]::new));
        return List.of();
    }

    /** Commits; a change that comes too late, such as a report of a pod that is gone, is let go. */
    void commit(Change... changes) {
        try {
            store.commit(new Batch(uid(), Batch.NO_TERM, List.of(changes)))
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            if (StoreException.of(e).reason() != StoreException.Reason.CONFLICT) throw e;
        }
    }

    <T extends Resource> Optional<T> get(ObjectKey key, Class<T> type) {
        return store.get(key, type);
    }

    List<Pod> podsOf(ObjectKey workload) {
        return store.list(Query.of(Kind.POD).ofWorkload(workload), Pod.class);
    }

    /** Whether a pod really serves: one of a node that is down does not, whatever was last said of it. */
    boolean serves(Pod pod) {
        return pod.isServing()
                && pod.spec().node().map(nodes::get).filter(SimulatedNode::isUp).isPresent();
    }

    void failNode(String name) {
        nodes.get(name).goDown();
        signals.reachable(name, false);
    }

    void returnNode(String name) {
        nodes.get(name).comeBack();
        signals.reachable(name, true);
    }

    void cordon(String name) {
        Node node = store.get(new ObjectKey(Kind.NODE, "", name), Node.class).orElseThrow();
        Node.Spec s = node.spec();
        commit(Change.update(node.with(new Node.Spec(
                s.address(),
                s.linkPort(),
                s.ingressPort(),
                s.engine(),
                s.cpuMillis(),
                s.memoryBytes(),
                true,
                s.taints()))));
    }

    /** The containers of the first ready pod of a workload end; false if there is none. */
    boolean crash(ObjectKey workload) {
        Optional<Pod> victim = podsOf(workload).stream()
                .filter(this::serves)
                .min(Comparator.comparing(pod -> pod.metadata().name()));
        victim.ifPresent(pod -> nodes.get(pod.spec().node().orElseThrow()).crash(pod));
        return victim.isPresent();
    }

    void failDriver() {
        driver.close();
        time.schedule(() -> driver = drive(), ELECTION.toMillis(), TimeUnit.MILLISECONDS);
    }

    Instant now() {
        return time.now();
    }

    /** One step of the simulation, not beyond a time; false when it is that time. */
    boolean step(Instant until) {
        return time.runNext(until);
    }

    /** What was told, as the offset from the start, what it is about, and the words. */
    List<String> told() {
        return store.list(Query.of(Kind.EVENT), Event.class).stream()
                .sorted(Comparator.comparing((Event e) -> e.spec().at())
                        .thenComparing(e -> e.metadata().resourceVersion()))
                .map(e -> String.format(
                        java.util.Locale.ROOT,
                        "%8.2f s  %s  %s  %s",
                        Duration.between(START, e.spec().at()).toMillis() / 1000.0,
                        e.spec().about().display(),
                        e.spec().reason(),
                        e.spec().message()))
                .toList();
    }

    @Override
    public void close() {
        driver.close();
    }
}
