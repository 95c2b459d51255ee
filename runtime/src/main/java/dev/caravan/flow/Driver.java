package dev.caravan.flow;

import dev.caravan.connect.Connectors;
import dev.caravan.connect.DeadLetters;
import dev.caravan.connect.FunctionCalls;
import dev.caravan.connect.UserEndpoints;
import dev.caravan.model.Definition;
import dev.caravan.model.Event;
import dev.caravan.model.Kind;
import dev.caravan.model.Metadata;
import dev.caravan.model.Metric;
import dev.caravan.model.Names;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Resource;
import dev.caravan.model.Run;
import dev.caravan.model.Workload;
import dev.caravan.routes.Shape;
import dev.caravan.routes.ShapeRoutes;
import dev.caravan.routes.WorkflowRoutes;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.ChangeFeed;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.Query;
import dev.caravan.store.Signals;
import dev.caravan.store.StoreException;
import dev.caravan.store.Subscription;
import dev.caravan.store.WatchEvent;
import dev.caravan.workflow.Connector;
import dev.caravan.workflow.Metrics;
import dev.caravan.workflow.World;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs every row through its shape's route. Woken by commits, demand and membership; looks at every row now and then. A
 * pass never sees a state older than what woke it, nor than what the row's last pass wrote.
 */
public final class Driver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Driver.class);
    private static final Duration FULL_LOOK = Duration.ofSeconds(10);
    private static final Duration SAMPLE = Duration.ofSeconds(1);
    private static final Duration FIRST_RETRY = Duration.ofMillis(20);
    private static final Duration LAST_RETRY = Duration.ofSeconds(5);
    private static final List<Kind> ROWS = List.of(Kind.SERVICE, Kind.FUNCTION, Kind.JOB, Kind.CRON, Kind.DAEMON);

    /**
     * What the driver works with.
     *
     * @param projected completes once reads show a revision
     * @param term the term that it writes under
     * @param connectors the components that scripts may name
     * @param calls how functions are called
     * @param reach what steps of workflows reach outside, made of the endpoints and the metrics of this driver
     */
    public record Parts(
            ClusterStore store,
            Signals signals,
            ChangeFeed feed,
            LongFunction<CompletionStage<Void>> projected,
            LongSupplier term,
            Connectors connectors,
            FunctionCalls calls,
            Clock clock,
            Supplier<String> uids,
            Executor executor,
            ScheduledExecutorService timer,
            BiFunction<Connector, Metrics, World.Reach> reach) {}

    private final Parts parts;
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Lanes lanes;
    private final RowsComponent rows = new RowsComponent(this::routeStarted);
    private final LiveShapes shapes = new LiveShapes(camel);
    private final LiveShapes workflows = new LiveShapes(camel);
    private final RunsAtRest runs = new RunsAtRest();
    private final UserEndpoints endpoints;
    private final Triggering triggering;
    private final TrafficHistory traffic;
    private final Map<ObjectKey, Integer> failures = new ConcurrentHashMap<>();
    private final Map<ObjectKey, String> quotaTold = new ConcurrentHashMap<>();
    private final Map<ObjectKey, Object> lastSeen = new ConcurrentHashMap<>();
    private final Set<ObjectKey> waitingForRoom = ConcurrentHashMap.newKeySet();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private volatile boolean stopped;

    public Driver(Parts parts) {
        this.parts = parts;
        this.lanes = new Lanes(parts.executor(), parts.timer(), parts.clock(), this::pass);
        DeadLetters letters = new DeadLetters(parts.store(), parts.term(), parts.uids(), parts.clock());
        this.endpoints = new UserEndpoints(parts.connectors(), parts.calls(), letters);
        this.triggering = new Triggering(
                new Triggering.Parts(parts.calls(), endpoints, letters, parts.timer(), key -> lanes.wake(key, 0)));
        this.traffic = new TrafficHistory(parts.store(), parts.signals(), parts.clock());
    }

    /** Installs the shared routes, follows the cluster and looks at every row. */
    public void start() {
        try {
            RunSteps runSteps = new RunSteps(parts, reach(), key -> lanes.wake(key, 0));
            Steps.configure(camel, parts, rows, triggering, runSteps);
            camel.start();
        } catch (Exception e) {
            throw new IllegalStateException("the routes cannot be started: " + e.getMessage(), e);
        }
        subscriptions.add(parts.feed().follow(parts.store().revision(), this::changed));
        subscriptions.add(parts.signals().onDemand(key -> lanes.wake(key, 0)));
        subscriptions.add(parts.signals().onReachable(() -> lanes.wake(Shared.NODES_ROW, 0)));
        lookAtEverything();
        var looks = parts.timer()
                .scheduleWithFixedDelay(
                        this::lookAtEverything, FULL_LOOK.toMillis(), FULL_LOOK.toMillis(), TimeUnit.MILLISECONDS);
        subscriptions.add(() -> looks.cancel(false));
        var samples = parts.timer()
                .scheduleWithFixedDelay(
                        this::sampleTraffic, SAMPLE.toMillis(), SAMPLE.toMillis(), TimeUnit.MILLISECONDS);
        subscriptions.add(() -> samples.cancel(false));
    }

    private World.Reach reach() {
        Metrics metrics = (name, workload, canary, over) -> Metric.parse(name)
                .map(metric -> traffic.value(metric, workload, canary, over))
                .orElse(OptionalDouble.empty());
        return parts.reach().apply(endpoints::send, metrics);
    }

    private void sampleTraffic() {
        try {
            traffic.sample();
        } catch (RuntimeException e) {
            // Anything that escapes would end the samples for good; a gap in them does no harm.
            if (!stopped) LOG.warn("event=TrafficNotSampled cause=\"{}\"", e.toString());
        }
    }

    /** Never throws: a feed drops a follower that does. What is missed here the next full look finds. */
    private void changed(List<WatchEvent> events) {
        try {
            wake(events);
        } catch (RuntimeException e) {
            if (!stopped) LOG.error("event=WakeFailed", e);
        }
    }

    private void wake(List<WatchEvent> events) {
        for (WatchEvent event : events) {
            Resource resource = event.resource();
            if (event.type() == WatchEvent.Type.DELETED) wakeNamespace(resource, event.revision());
            if (resource instanceof Pod pod) {
                lanes.wake(pod.spec().workload(), event.revision());
                runs.watching(pod.spec().workload()).forEach(key -> lanes.wake(key, event.revision()));
                boolean freed = event.type() == WatchEvent.Type.DELETED
                        || pod.status().phase().isTerminal();
                if (freed) waitingForRoom.forEach(key -> lanes.wake(key, event.revision()));
            } else if (resource instanceof Workload workload) {
                lanes.wake(workload.key(), event.revision());
                wakeOwner(workload, event.revision());
                runs.watching(workload.key()).forEach(key -> lanes.wake(key, event.revision()));
                lanes.wake(app(workload), event.revision());
            } else if (resource instanceof Run run) {
                lanes.wake(run.key(), event.revision());
                boolean live = run.isLive() && event.type() != WatchEvent.Type.DELETED;
                if (!live) lanes.wake(workflow(run), event.revision());
            } else if (resource.kind() == Kind.APP
                    || resource.kind() == Kind.NAMESPACE
                    || resource.kind() == Kind.WORKFLOW) {
                lanes.wake(resource.key(), event.revision());
            } else if (resource.kind() == Kind.NODE) {
                lanes.wake(Shared.NODES_ROW, event.revision());
                if (event.type() != WatchEvent.Type.MODIFIED || !onlyPublished(event)) lookAtRows(event.revision());
            }
        }
    }

    /** One that is being removed goes with the last thing in it. */
    private void wakeNamespace(Resource gone, long revision) {
        String name = gone.metadata().namespace();
        if (name.isEmpty() || name.equals(Names.DEFAULT_NAMESPACE)) return;
        lanes.wake(new ObjectKey(Kind.NAMESPACE, "", name), revision);
    }

    /** A node that only tells what its proxy listens on concerns no row. */
    private boolean onlyPublished(WatchEvent event) {
        Object concern = concern(event.resource());
        return concern.equals(lastSeen.put(event.resource().key(), concern));
    }

    private static Object concern(Resource resource) {
        var node = (dev.caravan.model.Node) resource;
        return List.of(node.spec(), node.status().phase(), node.metadata().labels());
    }

    private void wakeOwner(Workload workload, long revision) {
        workload.metadata().ownerReferences().stream()
                .filter(owner -> owner.kind().isWorkload() || owner.kind() == Kind.RUN)
                .map(owner -> new ObjectKey(owner.kind(), workload.metadata().namespace(), owner.name()))
                .forEach(key -> lanes.wake(key, revision));
    }

    private static ObjectKey workflow(Run run) {
        return new ObjectKey(
                Kind.WORKFLOW, run.metadata().namespace(), run.spec().workflow());
    }

    private static ObjectKey app(Workload workload) {
        return new ObjectKey(
                Kind.APP, workload.metadata().namespace(), workload.spec().app());
    }

    private void lookAtEverything() {
        try {
            lanes.wake(Shared.NODES_ROW, 0);
            parts.store().list(Query.of(Kind.APP)).items().forEach(app -> lanes.wake(app.key(), 0));
            parts.store().list(Query.of(Kind.NAMESPACE)).items().forEach(space -> lanes.wake(space.key(), 0));
            lookAtRows(0);
            lookAtRuns(true);
            parts.store().list(Query.of(Kind.POD), Pod.class).stream()
                    .map(pod -> pod.spec().workload())
                    .distinct()
                    .filter(key -> parts.store().get(key).isEmpty())
                    .forEach(key -> lanes.wake(key, 0));
            dropUnusedShapes();
        } catch (StoreException e) {
            if (!stopped) LOG.warn("event=FullLookPutOff cause=\"{}\"", e.getMessage());
        } catch (RuntimeException e) {
            // Anything that escapes would end the timer's looks for good.
            if (!stopped) LOG.error("event=FullLookFailed", e);
        }
    }

    private void lookAtRows(long revision) {
        for (Kind kind : ROWS) {
            parts.store().list(Query.of(kind)).items().forEach(row -> lanes.wake(row.key(), revision));
        }
    }

    /** @param allButResting whether runs are left alone that only wait for a time or for people */
    private void lookAtRuns(boolean allButResting) {
        parts.store().list(Query.of(Kind.WORKFLOW)).items().forEach(workflow -> lanes.wake(workflow.key(), 0));
        parts.store().list(Query.of(Kind.DEFINITION), Definition.class).stream()
                .map(d -> new ObjectKey(
                        Kind.WORKFLOW, d.metadata().namespace(), d.spec().name()))
                .filter(key -> parts.store().get(key).isEmpty())
                .forEach(key -> lanes.wake(key, 0));
        Instant now = parts.clock().instant();
        parts.store().list(Query.of(Kind.RUN), Run.class).stream()
                .filter(Run::isLive)
                .filter(run -> !allButResting || !runs.rests(run, now))
                .forEach(run -> lanes.wake(run.key(), 0));
    }

    /** Looks at every run that is not over, as if it were its time. */
    void lookAtRuns() {
        lookAtRuns(false);
    }

    private void routeStarted(String shape) {
        if (!camel.isStarted()) return;
        parts.executor().execute(() -> {
            lookAtRows(0);
            lookAtRuns(false);
        });
    }

    private void pass(ObjectKey key) {
        try {
            // On a lane's thread: the one that shows revisions must not be held up by passes.
            parts.projected()
                    .apply(lanes.revision(key))
                    .whenCompleteAsync(
                            (shown, failure) -> {
                                if (failure == null) {
                                    deliver(key);
                                } else {
                                    failed(key, StoreException.of(failure));
                                }
                            },
                            parts.executor());
        } catch (RuntimeException e) {
            failed(key, e);
        }
    }

    private void deliver(ObjectKey key) {
        try {
            Optional<String> entry = entry(key);
            boolean runs = entry.isPresent() && rows.deliver(entry.get(), new Pass(key), this::passed);
            if (!runs) lanes.done(key, 0);
            if (entry.isEmpty()) forget(key);
        } catch (RuntimeException e) {
            failed(key, e);
        }
    }

    private void forget(ObjectKey key) {
        waitingForRoom.remove(key);
        failures.remove(key);
        quotaTold.remove(key);
        runs.forget(key);
        lanes.forget(key);
    }

    /** The shape whose route takes the row; empty when the row is gone. */
    private Optional<String> entry(ObjectKey key) {
        if (key.equals(Shared.NODES_ROW)) return Optional.of(Shared.NODES);
        Optional<Resource> row = parts.store().get(key);
        if (key.kind() == Kind.APP) return row.map(app -> Shared.APPS);
        if (key.kind() == Kind.NAMESPACE) return row.map(namespace -> Shared.NAMESPACES);
        if (key.kind() == Kind.WORKFLOW) return Optional.of(Shared.WORKFLOWS);
        if (key.kind() == Kind.RUN) {
            return row.map(Run.class::cast).filter(Run::isLive).map(this::route);
        }
        if (row.isEmpty()) {
            boolean left = !parts.store()
                    .list(Query.of(Kind.POD).ofWorkload(key))
                    .items()
                    .isEmpty();
            return left ? Optional.of(Shared.GARBAGE) : Optional.empty();
        }
        return row.map(Workload.class::cast)
                .map(w -> Shape.of(w.spec()))
                .map(shape -> shapes.install(shape.hash(), () -> ShapeRoutes.definition(shape)));
    }

    private String route(Run run) {
        return workflows.install(run.spec().definition(), () -> {
            Definition definition = parts.store()
                    .get(RunSteps.definition(run), Definition.class)
                    .orElseThrow(() -> new IllegalStateException(run.key() + " has lost its definition"));
            return WorkflowRoutes.definition(definition.spec());
        });
    }

    private void dropUnusedShapes() {
        Set<String> used = new HashSet<>();
        for (Kind kind : ROWS) {
            parts.store()
                    .list(Query.of(kind), Workload.class)
                    .forEach(w -> used.add(Shape.of(w.spec()).hash()));
        }
        shapes.dropAllBut(used);
        workflows.dropAllBut(parts.store().list(Query.of(Kind.RUN), Run.class).stream()
                .filter(Run::isLive)
                .map(run -> run.spec().definition())
                .collect(Collectors.toSet()));
        triggering.keepOnly(parts.store().list(Query.of(Kind.FUNCTION)).items().stream()
                .map(Resource::key)
                .collect(Collectors.toSet()));
    }

    private void passed(Pass pass, Optional<Exception> failure) {
        if (failure.isPresent()) {
            failed(pass.key(), failure.get());
            return;
        }
        failures.remove(pass.key());
        runs.passed(pass);
        if (pass.placements().refused().isEmpty()) {
            waitingForRoom.remove(pass.key());
        } else {
            waitingForRoom.add(pass.key());
        }
        pass.changes().wakeAt().ifPresent(at -> lanes.wakeIn(pass.key(), until(at)));
        lanes.done(pass.key(), pass.commit().map(c -> c.revision()).orElse(0L));
    }

    private Duration until(Instant at) {
        Duration left = Duration.between(parts.clock().instant(), at);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private void failed(ObjectKey key, Exception failure) {
        if (stopped) return;
        int count = failures.merge(key, 1, Integer::sum);
        Duration pause = FIRST_RETRY.multipliedBy(1L << Math.min(count - 1, 8));
        if (pause.compareTo(LAST_RETRY) > 0) pause = LAST_RETRY;
        StoreException refusal = StoreException.of(failure);
        boolean expected = refusal.reason() == StoreException.Reason.CONFLICT
                || refusal.reason() == StoreException.Reason.BIND_REFUSED;
        if (refusal.reason() == StoreException.Reason.QUOTA_EXCEEDED) {
            tellQuota(key, refusal.getMessage());
            pause = LAST_RETRY;
        }
        boolean bug = causes(failure).noneMatch(StoreException.class::isInstance);
        if (bug) {
            LOG.error("event=PassFailed key={} failures={}", key, count, failure);
        } else if (!expected || count > 3) {
            LOG.warn("event=PassRetried key={} failures={} cause=\"{}\"", key, count, refusal.getMessage());
        }
        lanes.wakeIn(key, pause);
        lanes.done(key, 0);
    }

    /** Tells once what a quota refuses; what was refused is tried again now and then. */
    private void tellQuota(ObjectKey key, String message) {
        if (message.equals(quotaTold.put(key, message))) return;
        Instant now = parts.clock().instant();
        String uid = parts.uids().get();
        String name = key.name() + "." + uid.replace("-", "").substring(0, 12);
        Event event = new Event(
                Metadata.create(key.namespace(), name, uid, now),
                new Event.Spec(key, Event.Severity.WARNING, "QuotaExceeded", message, "driver", now));
        parts.store().commit(new Batch(uid, parts.term().getAsLong(), List.of(Change.create(event))));
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }

    /** Hashes of the definitions whose routes are installed. */
    public Set<String> liveWorkflows() {
        return workflows.hashes();
    }

    /** The routes as they run, for inspection and for stopping one. */
    public CamelContext camel() {
        return camel;
    }

    /** Hashes of the shapes whose routes are installed. */
    public Set<String> liveShapes() {
        return shapes.hashes();
    }

    /** What scripts name outside of the cluster, for inspection. */
    public UserEndpoints endpoints() {
        return endpoints;
    }

    @Override
    public void close() {
        stopped = true;
        subscriptions.forEach(Subscription::close);
        triggering.stop();
        endpoints.close();
        camel.stop();
    }
}
