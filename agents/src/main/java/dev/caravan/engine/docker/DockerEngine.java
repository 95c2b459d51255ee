package dev.caravan.engine.docker;

import com.github.dockerjava.api.model.Container;
import dev.caravan.engine.ContainerOrder;
import dev.caravan.engine.ContainerView;
import dev.caravan.engine.Engine;
import dev.caravan.engine.EngineException;
import dev.caravan.engine.EngineException.Reason;
import dev.caravan.engine.EngineListener;
import dev.caravan.engine.Inventory;
import dev.caravan.engine.LogRequest;
import dev.caravan.engine.LogSink;
import dev.caravan.engine.LogStream;
import dev.caravan.engine.PodIdentity;
import dev.caravan.engine.Sandbox;
import dev.caravan.engine.SandboxView;
import dev.caravan.engine.Started;
import dev.caravan.model.ContainerSpec;
import dev.caravan.model.PodTemplate;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs containers on the Docker engine of {@code DOCKER_HOST}, or of the usual socket. */
public final class DockerEngine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(DockerEngine.class);
    static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration PING = Duration.ofSeconds(2);
    private static final long POOL_TICK_MILLIS = 250;
    private static final int STREAM_THREADS = 4;

    private final DockerApi api;
    private final Labels labels;
    private final Images images;
    private final DockerContainers containers;
    private final DockerStreams streams;
    private final SandboxPool pool;
    private final ScheduledExecutorService timer;
    private final ExecutorService executor;
    private final ExecutorService keeper;
    private DockerEvents events;
    private Future<?> ticking;

    /**
     * @param clusterId the cluster whose containers these are
     * @param nodeName the node whose containers these are
     * @param dns name servers for pods; empty leaves the engine's own
     * @param timer for the pool and for reconnecting; not closed here
     */
    public DockerEngine(
            String clusterId, String nodeName, List<String> dns, Clock clock, ScheduledExecutorService timer) {
        this(DockerHost.fromEnvironment(), DEADLINE, clusterId, nodeName, dns, clock, timer);
    }

    DockerEngine(
            DockerHost host,
            Duration deadline,
            String clusterId,
            String nodeName,
            List<String> dns,
            Clock clock,
            ScheduledExecutorService timer) {
        this.timer = timer;
        AtomicInteger number = new AtomicInteger();
        executor = Executors.newFixedThreadPool(
                STREAM_THREADS, task -> daemon(task, "docker-" + nodeName + "-" + number.incrementAndGet()));
        keeper = Executors.newSingleThreadExecutor(task -> daemon(task, "docker-pool-" + nodeName));
        api = new DockerApi(host, deadline);
        labels = new Labels(clusterId, nodeName);
        images = new Images(api, clock, executor);
        containers = new DockerContainers(api, labels, dns);
        streams = new DockerStreams(api, executor);
        pool = new SandboxPool(api, containers, clock, keeper);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Whether an engine answers, found out in milliseconds and in 2 s at most. */
    public static boolean isAvailable() {
        return DockerHost.fromEnvironment().answersWithin(PING);
    }

    @Override
    public String name() {
        return "docker";
    }

    /** Removes what an earlier agent left in its pool, since nobody knows whether a pod had used it. */
    @Override
    public void start(EngineListener listener) {
        images.makeSandboxImage();
        List<Container> found = containers.list();
        Set<String> joined = sandboxesOf(found);
        found.stream()
                .filter(c -> Views.hasRole(c, Labels.ROLE_POOL) && !joined.contains(c.getId()))
                .forEach(c -> containers.remove(c.getId()));
        events = new DockerEvents(
                api,
                labels,
                timer,
                id -> {
                    pool.ended(id);
                    listener.exited(id);
                },
                () -> executor.execute(() -> verifyPool(listener)));
        events.connect();
        ticking = timer.scheduleWithFixedDelay(pool::tick, POOL_TICK_MILLIS, POOL_TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static Set<String> sandboxesOf(List<Container> found) {
        return found.stream()
                .map(c -> c.getLabels().getOrDefault(Labels.SANDBOX, ""))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** After a break in the news the pool may hold what ended in between. */
    private void verifyPool(EngineListener listener) {
        Set<String> gone = pool.ids();
        try {
            containers.list().stream().filter(Views::isRunning).forEach(c -> gone.remove(c.getId()));
        } catch (EngineException e) {
            LOG.warn("event=pool.unverified reason=\"{}\"", e.getMessage());
        }
        pool.drop(gone);
        listener.lookAgain();
    }

    @Override
    public CompletionStage<Void> prepare(ContainerSpec spec) {
        return images.prepare(spec);
    }

    /** One from the pool; else the one container of a pod goes on the bridge, and several share one made now. */
    @Override
    public Sandbox sandbox(PodIdentity pod, PodTemplate template, Optional<Sandbox> previous) {
        return pool.take()
                .orElseGet(() -> template.containers().size() == 1 ? Sandbox.none() : containers.makeSandbox(pod));
    }

    @Override
    public Started start(Sandbox sandbox, ContainerOrder order) {
        pool.used();
        try {
            return containers.start(sandbox, order);
        } catch (EngineException e) {
            if (e.reason() == Reason.NOT_FOUND) order.spec().image().ifPresent(images::forget);
            throw e;
        } finally {
            pool.used();
        }
    }

    @Override
    public void terminate(String containerId) {
        String image = containers
                .inspect(containerId)
                .map(found -> found.getConfig().getImage())
                .orElse("");
        if (!image.isEmpty()) containers.signal(containerId, images.stopSignal(image));
    }

    @Override
    public void kill(String containerId) {
        containers.signal(containerId, "SIGKILL");
    }

    @Override
    public void remove(String containerId) {
        pool.used();
        containers.remove(containerId);
    }

    @Override
    public void removeSandbox(String sandboxId) {
        remove(sandboxId);
    }

    @Override
    public Inventory list() {
        List<Container> found = containers.list();
        Set<String> joined = sandboxesOf(found);
        List<ContainerView> views = found.stream()
                .filter(c -> Views.hasRole(c, Labels.ROLE_CONTAINER))
                .map(Views::container)
                .toList();
        List<SandboxView> sandboxes = found.stream()
                .filter(c -> Views.hasRole(c, Labels.ROLE_SANDBOX)
                        || Views.hasRole(c, Labels.ROLE_POOL) && joined.contains(c.getId()))
                .map(Views::sandbox)
                .toList();
        return new Inventory(views, sandboxes);
    }

    @Override
    public Optional<ContainerView> inspect(String containerId) {
        return containers.inspect(containerId).map(Views::container);
    }

    @Override
    public boolean sandboxRuns(String sandboxId) {
        return containers
                .inspect(sandboxId)
                .map(found -> Boolean.TRUE.equals(found.getState().getRunning()))
                .orElse(false);
    }

    @Override
    public CompletionStage<Integer> exec(String containerId, List<String> command, Duration timeout) {
        return streams.exec(containerId, command, timeout);
    }

    @Override
    public LogStream logs(String containerId, LogRequest request, LogSink sink) {
        return streams.logs(containerId, request, sink);
    }

    @Override
    public void fillPool(int sandboxes) {
        pool.demand(sandboxes);
    }

    /** How many sandboxes are ready. */
    int poolSize() {
        return pool.size();
    }

    /** Sends any signal, for tests. */
    void signal(String containerId, String signal) {
        containers.signal(containerId, signal);
    }

    /** Makes a one-layer image, for tests. */
    void importImage(String name, byte[] archive) {
        api.importImage(name, archive);
    }

    @Override
    public void close() {
        if (ticking != null) ticking.cancel(false);
        if (events != null) events.close();
        keeper.shutdown();
        Set<String> spare = pool.close();
        try {
            if (!keeper.awaitTermination(DEADLINE.toSeconds(), TimeUnit.SECONDS)) keeper.shutdownNow();
            spare.forEach(containers::remove);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (EngineException e) {
            LOG.warn("event=pool.left reason=\"{}\"", e.getMessage()); // the next agent of this node sweeps it
        }
        executor.shutdownNow();
        api.close();
    }
}
