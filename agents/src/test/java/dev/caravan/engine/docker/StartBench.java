package dev.caravan.engine.docker;

import dev.caravan.agent.Agent;
import dev.caravan.agent.AgentConfig;
import dev.caravan.model.ContainerSpec;
import dev.caravan.model.Kind;
import dev.caravan.model.Metadata;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Placement;
import dev.caravan.model.Pod;
import dev.caravan.model.PodTemplate;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.InMemoryClusterStore;
import dev.caravan.store.InMemorySignals;
import dev.caravan.store.Query;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Times pods from bound to reported running, with the real agent. Arguments: number of pods, sandboxes made before. */
public final class StartBench {
    private StartBench() {}

    public static void main(String[] args) throws Exception {
        int pods = Integer.parseInt(args[0]);
        int ready = Integer.parseInt(args[1]);
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
        InMemoryClusterStore store = new InMemoryClusterStore();
        String cluster = "bench-" + UUID.randomUUID();
        DockerEngine engine = new DockerEngine(cluster, "node-1", List.of(), Clock.systemUTC(), timer);
        AgentConfig config = new AgentConfig(
                cluster, "node-1", "127.0.0.1", 1, 2, 64_000, 1L << 40, Map.of(), List.of(), Path.of("."), "docker");
        Agent agent = new Agent(
                config,
                engine,
                store,
                new InMemorySignals(),
                (node, pod, container) -> CompletableFuture.completedFuture(Map.of()),
                Clock.systemUTC(),
                timer,
                () -> UUID.randomUUID().toString());
        agent.start().join();
        engine.fillPool(ready);
        await(timer, () -> engine.poolSize() >= Math.min(SandboxPool.MOST, Math.max(SandboxPool.AT_REST, ready)));

        long begin = System.nanoTime();
        List<Change> batch = new ArrayList<>();
        for (int i = 0; i < pods; i++) batch.add(Change.create(pod("b-" + i)));
        commit(store, batch);
        await(timer, () -> running(store) == pods);
        double started = seconds(begin);
        begin = System.nanoTime();
        List<Change> gone = new ArrayList<>();
        store.list(Query.of(Kind.POD)).items().forEach(pod -> gone.add(new Change.Delete(pod.key(), Change.ANY)));
        commit(store, gone);
        await(timer, () -> engine.list().containers().isEmpty());
        System.out.printf(
                Locale.ROOT,
                "{\"bench\":\"pods\",\"n\":%d,\"pool\":%d,\"all_s\":%.3f,\"pods_per_s\":%.2f,\"remove_s\":%.3f}%n",
                pods,
                ready,
                started,
                pods / started,
                seconds(begin));
        agent.close(true);
        timer.shutdownNow();
    }

    private static double seconds(long since) {
        return Duration.ofNanos(System.nanoTime() - since).toMillis() / 1000.0;
    }

    private static long running(InMemoryClusterStore store) {
        return store.list(Query.of(Kind.POD), Pod.class).stream()
                .filter(pod -> pod.status().ready())
                .count();
    }

    private static void commit(InMemoryClusterStore store, List<Change> changes) {
        store.commit(new Batch(UUID.randomUUID().toString(), Batch.NO_TERM, changes));
    }

    private static void await(ScheduledExecutorService timer, BooleanSupplier done) throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(1);
        var poll = timer.scheduleWithFixedDelay(
                () -> {
                    if (done.getAsBoolean()) latch.countDown();
                },
                0,
                10,
                TimeUnit.MILLISECONDS);
        latch.await();
        poll.cancel(false);
    }

    private static Pod pod(String name) {
        ContainerSpec main = new ContainerSpec(
                "main",
                Optional.of("demo/busybox:1"),
                Optional.empty(),
                List.of("/bin/busybox", "sleep", "3600"),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                false);
        return new Pod(
                Metadata.create(
                        "default",
                        name,
                        UUID.randomUUID().toString(),
                        Clock.systemUTC().instant()),
                new Pod.Spec(
                        new ObjectKey(Kind.SERVICE, "default", "bench"),
                        "bench",
                        "h",
                        0,
                        0,
                        new PodTemplate(Map.of(), List.of(main), Placement.anywhere(), null),
                        Optional.of("node-1"),
                        null),
                null);
    }
}
