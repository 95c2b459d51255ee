package dev.caravan.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caravan.engine.Engine;
import dev.caravan.engine.EngineContractTest;
import dev.caravan.engine.EngineException;
import dev.caravan.engine.Started;
import dev.caravan.model.ContainerSpec;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("docker")
@DockerAvailable
class DockerEngineTest extends EngineContractTest {
    static final String IMAGE = "caravan-test/busybox:1";

    private final String cluster = UUID.randomUUID().toString();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);

    @Override
    protected Engine open() throws IOException {
        DockerEngine engine = new DockerEngine(cluster, "node-1", List.of(), Clock.systemUTC(), timer);
        engine.importImage(IMAGE, Tar.program("bin/busybox", Files.readAllBytes(busybox())));
        return engine;
    }

    private static Path busybox() {
        return List.of(Path.of("/bin/busybox"), Path.of("/usr/bin/busybox")).stream()
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
    }

    @AfterEach
    void stopTimer() {
        timer.shutdownNow();
    }

    /** Ends with 3 on USR1 and with 7 on USR2. */
    @Override
    protected ContainerSpec longRunning() {
        String script = "trap 'exit 0' TERM; trap 'exit 3' USR1; trap 'exit 7' USR2; echo hello from $HOSTNAME;"
                + " /bin/busybox ln -s busybox /bin/true; while :; do /bin/busybox sleep 0.05; done";
        return spec(Optional.of(IMAGE), Optional.empty(), List.of("/bin/busybox", "sh", "-c", script), List.of());
    }

    @Override
    protected void end(Engine engine, Started started, int code) {
        ((DockerEngine) engine).signal(started.id(), code == 3 ? "SIGUSR1" : "SIGUSR2");
    }

    @Test
    void missingImageFailsWithTheRemedy() {
        ContainerSpec absent = spec(Optional.of("localhost:1/not/there:7"), Optional.empty(), List.of(), List.of());

        assertThat(engine().prepare(absent).toCompletableFuture())
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                .withMessageContaining("localhost:1/not/there:7")
                .withMessageContaining("examples/images/build");
    }

    @Test
    void pooledSandboxIsJoinedAndNotListedBefore() {
        DockerEngine engine = (DockerEngine) engine();
        await().atMost(Duration.ofSeconds(30)).until(() -> engine.poolSize() == SandboxPool.AT_REST);
        assertThat(engine.list().sandboxes()).isEmpty();

        Started started = start(longRunning(), 0);

        String joined = engine.inspect(started.id()).orElseThrow().sandboxId();
        assertThat(engine.list().sandboxes()).singleElement().satisfies(sandbox -> {
            assertThat(sandbox.id()).isEqualTo(joined);
            assertThat(sandbox.running()).isTrue();
            assertThat(sandbox.address()).contains(started.address());
        });
        assertThat(engine.sandboxRuns(joined)).isTrue();
    }

    @Test
    void programThatIsNotInTheImageIsRefusedAndLeavesNothing() {
        ContainerSpec wrong = spec(Optional.of(IMAGE), Optional.empty(), List.of("/not/there"), List.of());

        assertThatThrownBy(() -> start(wrong, 0))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.reason()).isEqualTo(EngineException.Reason.REFUSED))
                .hasMessageContaining("container main of pod default/web-1");
        assertThat(engine().list().containers()).isEmpty();
    }

    @Test
    void startThatIsRepeatedReplacesWhatTheFirstTryLeft() {
        Started lost = start(longRunning(), 0);

        Started again = start(longRunning(), 0);

        assertThat(engine().list().containers())
                .singleElement()
                .satisfies(view -> assertThat(view.id()).isEqualTo(again.id()).isNotEqualTo(lost.id()));
    }

    @Test
    void engineThatHangsIsGivenUpOn() throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            DockerHost host = new DockerHost(URI.create("tcp://127.0.0.1:" + silent.getLocalPort()));
            assertThat(host.answersWithin(Duration.ofMillis(200))).isFalse();
            try (DockerEngine engine = new DockerEngine(
                    host, Duration.ofSeconds(1), cluster, "node-2", List.of(), Clock.systemUTC(), timer)) {
                assertThatThrownBy(engine::list)
                        .isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.reason())
                                .isEqualTo(EngineException.Reason.UNAVAILABLE));
            }
        }
    }
}
