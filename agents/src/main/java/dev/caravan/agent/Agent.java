package dev.caravan.agent;

import dev.caravan.engine.ContainerView;
import dev.caravan.engine.Engine;
import dev.caravan.engine.EngineException;
import dev.caravan.engine.EngineListener;
import dev.caravan.engine.Inventory;
import dev.caravan.engine.LogRequest;
import dev.caravan.engine.LogSink;
import dev.caravan.engine.LogStream;
import dev.caravan.engine.PodIdentity;
import dev.caravan.engine.SandboxView;
import dev.caravan.model.ContainerSpec;
import dev.caravan.model.Kind;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.PodSecrets;
import dev.caravan.store.Query;
import dev.caravan.store.Signals;
import dev.caravan.store.Subscription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one node to the pods that are bound to it. Level-triggered: changes of the store, exits and checks only wake it;
 * what it does follows from the store and the engine as they are. Invariants: the engine is looked at before anything is
 * done; one lane a pod uid; one pass at a time tells lanes what the store wants, so that no older view comes after a newer
 * one; a pod is taken for gone only while the store shows this node, hence is whole.
 */
public final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final int PARALLELISM = 4;
    private static final long LOOK_SECONDS = 10;
    private static final long LIST_SPACING_MILLIS = 10;
    private static final Duration BURST = Duration.ofSeconds(5);
    private static final long CLOSE_SECONDS = 30;

    private final AgentConfig config;
    private final Engine engine;
    private final ClusterStore store;
    private final ScheduledExecutorService timer;
    private final Site site;
    private final ExecutorService workers;
    private final StatusReporter reporter;
    private final Registration registration;
    private final Map<String, PodLane> lanes = new ConcurrentHashMap<>();
    private final Coalesced looks;
    private final Coalesced lists;
    private final Strays strays = new Strays();
    private final CompletableFuture<Void> firstLook = new CompletableFuture<>();

    /** What the engine had at the last look; taken by the next pass. */
    private final AtomicReference<Inventory> seen = new AtomicReference<>();

    private volatile boolean looked;
    private volatile boolean closed;
    private Subscription changes;
    private Future<?> ticking;

    /**
     * @param engine closed with the agent
     * @param timer for checks, back-offs and looks; never blocked, not closed here
     * @param ids gives a new name for each call, for requests and uids
     */
    public Agent(
            AgentConfig config,
            Engine engine,
            ClusterStore store,
            Signals signals,
            PodSecrets secrets,
            Clock clock,
            ScheduledExecutorService timer,
            Supplier<String> ids) {
        this.config = config;
        this.engine = engine;
        this.store = store;
        this.timer = timer;
        AtomicInteger number = new AtomicInteger();
        workers = Executors.newFixedThreadPool(PARALLELISM, task -> {
            Thread thread = new Thread(task, "agent-" + config.nodeName() + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        try {
            site = new Site(
                    config.nodeName(),
                    engine,
                    signals,
                    secrets,
                    clock,
                    timer,
                    new Prober(engine, timer, config.nodeName()));
        } catch (IOException e) {
            throw new UncheckedIOException("opening the sockets for checks failed", e);
        }
        reporter = new StatusReporter(config.nodeName(), store, clock, timer, ids);
        registration = new Registration(config, store, clock, timer, ids);
        looks = new Coalesced(workers, timer, LIST_SPACING_MILLIS, this::look);
        lists = new Coalesced(workers, timer, LIST_SPACING_MILLIS, this::pass);
    }

    /** Registers the node and begins; completes after the first look at the engine. Fails if the engine does not start. */
    public CompletableFuture<Void> start() {
        workers.execute(() -> {
            try {
                engine.start(new EngineNews());
            } catch (EngineException e) {
                firstLook.completeExceptionally(e);
                return;
            }
            registration.start().thenRun(this::begin);
        });
        return firstLook;
    }

    private synchronized void begin() {
        if (closed) return;
        changes = store.onChange(Set.of(Kind.POD), key -> lists.request());
        ticking = timer.scheduleWithFixedDelay(looks::request, 0, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    private final class EngineNews implements EngineListener {
        @Override
        public void exited(String id) {
            if (tell(id)) return;
            strays.add(id);
            if (tell(id)) strays.take(Set.of(id));
        }

        private boolean tell(String id) {
            List<PodLane> concerned = lanes.values().stream()
                    .filter(lane -> lane.ids().contains(id))
                    .toList();
            concerned.forEach(lane -> lane.hear(run -> run.exited(id)));
            return !concerned.isEmpty();
        }

        @Override
        public void lookAgain() {
            if (looked) looks.request();
        }
    }

    /** Asks the engine for all it has; the next pass compares that with the store. */
    private void look() {
        if (closed) return;
        try {
            seen.set(engine.list());
            lists.request();
        } catch (RuntimeException e) {
            warn("look.failed", e);
        }
    }

    private void pass() {
        if (closed) return;
        Inventory inventory = seen.getAndSet(null);
        try {
            if (inventory != null) compare(inventory);
            else if (looked) list();
        } catch (RuntimeException e) {
            if (inventory != null) seen.compareAndSet(null, inventory); // for the pass of the next look at the latest
            warn("list.failed", e);
        }
    }

    private void warn(String event, RuntimeException e) {
        LOG.warn("event={} node={} retry_s={} reason=\"{}\"", event, config.nodeName(), LOOK_SECONDS, e.getMessage());
    }

    /** Compares the engine with the store, whole. */
    private void compare(Inventory inventory) {
        Map<String, Pod> wanted = wanted();
        Map<String, PodIdentity> known = new HashMap<>();
        inventory.containers().forEach(view -> known.put(view.pod().uid(), view.pod()));
        inventory.sandboxes().forEach(view -> view.podUid()
                .ifPresent(uid -> known.putIfAbsent(uid, new PodIdentity("", "unknown", uid, "", ""))));
        wanted.forEach((uid, pod) -> known.put(uid, PodIdentity.of(pod)));
        lanes.values().forEach(lane -> known.putIfAbsent(lane.identity().uid(), lane.identity()));
        boolean whole = storeIsWhole();
        known.forEach((uid, identity) -> look(identity, Optional.ofNullable(wanted.get(uid)), inventory, whole));
        looked = true;
        firstLook.complete(null);
    }

    private void look(PodIdentity identity, Optional<Pod> pod, Inventory inventory, boolean whole) {
        if (pod.isEmpty() && !whole) return;
        List<ContainerView> containers = inventory.containers().stream()
                .filter(view -> view.pod().uid().equals(identity.uid()))
                .toList();
        Set<String> joined = containers.stream().map(ContainerView::sandboxId).collect(Collectors.toSet());
        List<SandboxView> sandboxes = inventory.sandboxes().stream()
                .filter(view -> view.podUid().equals(Optional.of(identity.uid())) || joined.contains(view.id()))
                .toList();
        PodLane lane = lane(identity);
        lane.wanted(pod);
        lane.hear(run -> run.look(containers, sandboxes));
    }

    private PodLane lane(PodIdentity identity) {
        return lanes.computeIfAbsent(
                identity.uid(),
                uid -> new PodLane(
                        identity,
                        site,
                        workers,
                        reporter,
                        strays,
                        lane -> lanes.remove(lane.identity().uid(), lane)));
    }

    private Map<String, Pod> wanted() {
        return store.list(Query.of(Kind.POD).onNode(config.nodeName()), Pod.class).stream()
                .collect(Collectors.toMap(pod -> pod.metadata().uid(), pod -> pod, (a, b) -> b));
    }

    /** A store that lost sight of this node lost sight of its pods too, for a moment: nothing is ended on its word. */
    private boolean storeIsWhole() {
        return store.get(new ObjectKey(Kind.NODE, "", config.nodeName())).isPresent();
    }

    /** Looks at the store only, after it changed. */
    private void list() {
        Map<String, Pod> wanted = wanted();
        // A large plan comes in several looks, and its first pods run before its last are seen: all young ones count.
        Instant young = site.clock().instant().minus(BURST);
        int burst = (int) wanted.values().stream()
                .filter(pod ->
                        pod.isLive() && pod.metadata().creationTimestamp().isAfter(young))
                .count();
        if (burst > 1) engine.fillPool(burst);
        for (Pod pod : wanted.values()) {
            PodLane lane = lanes.get(pod.metadata().uid());
            if (lane != null) {
                lane.wanted(Optional.of(pod));
            } else {
                PodLane made = lane(PodIdentity.of(pod));
                made.wanted(Optional.of(pod)); // first, since a lane without its pod removes what there is
                made.hear(run -> run.lookedAndEmpty());
            }
        }
        List<PodLane> gone = lanes.values().stream()
                .filter(lane -> !wanted.containsKey(lane.identity().uid()))
                .toList();
        if (!gone.isEmpty() && storeIsWhole()) gone.forEach(lane -> lane.wanted(Optional.empty()));
    }

    /**
     * Streams the lines of a container of this node.
     *
     * @param podUid the pod's uid, or its name
     * @param container empty for the first that is no sidecar
     * @throws EngineException if it is not on this node or was not started yet
     */
    public LogStream logs(String podUid, String container, LogRequest request, LogSink sink) {
        Pod pod = Optional.ofNullable(lanes.get(podUid))
                .flatMap(PodLane::latest)
                .or(() -> lanes.values().stream()
                        .flatMap(lane -> lane.latest().stream())
                        .filter(p -> p.metadata().name().equals(podUid))
                        .findFirst())
                .orElseThrow(() -> new EngineException(
                        EngineException.Reason.NOT_FOUND, "pod " + podUid + " is not on node " + config.nodeName()));
        String name = container.isEmpty() ? mainContainer(pod) : container;
        String id = engine.list().containers().stream()
                .filter(view -> view.pod().uid().equals(pod.metadata().uid()))
                .filter(view -> view.container().equals(name))
                .max(java.util.Comparator.comparingInt(ContainerView::attempt))
                .map(ContainerView::id)
                .orElseThrow(() -> new EngineException(
                        EngineException.Reason.NOT_FOUND,
                        "container " + name + " of pod " + pod.metadata().name() + " was not started yet"));
        return engine.logs(id, request, sink);
    }

    private static String mainContainer(Pod pod) {
        List<ContainerSpec> containers = pod.spec().template().containers();
        return containers.stream()
                .filter(spec -> !spec.sidecar())
                .findFirst()
                .orElse(containers.get(0))
                .name();
    }

    /** Pods run on. */
    @Override
    public void close() {
        close(false);
    }

    /**
     * Ends the agent.
     *
     * @param stopPods ends the pods too: SIGTERM, the longest of their graces, SIGKILL, removal
     */
    public synchronized void close(boolean stopPods) {
        if (closed) return;
        closed = true;
        registration.close();
        if (changes != null) changes.close();
        if (ticking != null) ticking.cancel(false);
        lanes.values().forEach(PodLane::close);
        reporter.close();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) workers.shutdownNow();
            if (stopPods) new StopAll(engine, site.clock(), timer).run(List.copyOf(lanes.values()));
            site.prober().close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | EngineException e) {
            LOG.warn("event=agent.close.failed node={} reason=\"{}\"", config.nodeName(), e.getMessage());
        }
        engine.close();
    }
}
