package dev.caravan.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.agent.Agent;
import dev.caravan.agent.AgentConfig;
import dev.caravan.model.ContainerSpec;
import dev.caravan.model.Kind;
import dev.caravan.model.Metadata;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Placement;
import dev.caravan.model.Pod;
import dev.caravan.model.PodStatus;
import dev.caravan.model.PodTemplate;
import dev.caravan.model.Port;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.InMemoryClusterStore;
import dev.caravan.store.InMemorySignals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("docker")
@DockerAvailable
class DockerAgentTest {
    private final String cluster = UUID.randomUUID().toString();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private final InMemoryClusterStore store = new InMemoryClusterStore();
    private final ObjectKey key = new ObjectKey(Kind.POD, "default", "web");
    private DockerEngine engine;
    private Agent agent;

    @BeforeEach
    void startAgent() throws IOException {
        open();
        engine.importImage(
                DockerEngineTest.IMAGE, Tar.program("bin/busybox", Files.readAllBytes(Path.of("/bin/busybox"))));
        await().atMost(Duration.ofSeconds(30)).until(() -> engine.poolSize() == SandboxPool.AT_REST);
    }

    private void open() {
        engine = new DockerEngine(cluster, "node-1", List.of(), Clock.systemUTC(), timer);
        AgentConfig config = new AgentConfig(
                cluster, "node-1", "127.0.0.1", 1, 2, 8_000, 8L << 30, Map.of(), List.of(), Path.of("."), "docker");
        agent = new Agent(
                config,
                engine,
                store,
                new InMemorySignals(),
                (node, pod, container) -> CompletableFuture.completedFuture(Map.of()),
                Clock.systemUTC(),
                timer,
                () -> UUID.randomUUID().toString());
        agent.start().join();
    }

    @AfterEach
    void stopAgent() {
        agent.close(true);
        timer.shutdownNow();
    }

    @Test
    void podHealsIsAdoptedAndOutlivesItsSandbox() {
        commit(Change.create(pod()));
        await().until(() -> status().ready());
        assertThat(status().restarts()).isZero();

        engine.kill(status().containers().get(0).id());
        await().until(() -> status().restarts() == 1 && status().ready());
        PodStatus before = status();

        agent.close();
        open();
        await().during(Duration.ofMillis(300)).until(() -> status().equals(before));

        engine.kill(engine.list().sandboxes().get(0).id());
        await().until(() -> status().restarts() == 2 && status().ready());
        assertThat(status().containers().get(0).reason()).isEqualTo("SandboxLost");

        commit(new Change.Delete(key, Change.ANY));
        await().until(() -> engine.list().containers().isEmpty()
                && engine.list().sandboxes().isEmpty());
    }

    private PodStatus status() {
        return store.get(key, Pod.class).orElseThrow().status();
    }

    private void commit(Change change) {
        store.commit(new Batch(UUID.randomUUID().toString(), Batch.NO_TERM, List.of(change)));
    }

    private static Pod pod() {
        ContainerSpec main = new ContainerSpec(
                "main",
                Optional.of(DockerEngineTest.IMAGE),
                Optional.empty(),
                List.of("/bin/busybox", "httpd", "-f", "-p", "80", "-h", "/srv"),
                null,
                null,
                Map.of("/srv/index.html", "hello"),
                null,
                List.of(Port.tcp(80)),
                null,
                null,
                null,
                false);
        return new Pod(
                Metadata.create(
                        "default",
                        "web",
                        UUID.randomUUID().toString(),
                        Clock.systemUTC().instant()),
                new Pod.Spec(
                        new ObjectKey(Kind.SERVICE, "default", "web"),
                        "shop",
                        "h",
                        0,
                        0,
                        new PodTemplate(Map.of(), List.of(main), Placement.anywhere(), Duration.ofMillis(300)),
                        Optional.of("node-1"),
                        null),
                null);
    }
}
