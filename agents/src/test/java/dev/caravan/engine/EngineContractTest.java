package dev.caravan.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.model.ContainerSpec;
import dev.caravan.model.Placement;
import dev.caravan.model.PodTemplate;
import dev.caravan.model.Port;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every engine keeps. */
public abstract class EngineContractTest {
    protected final List<String> exits = new CopyOnWriteArrayList<>();
    protected final PodIdentity pod =
            new PodIdentity("default", "web-1", UUID.randomUUID().toString(), "shop", "hash");
    private Engine engine;
    private Sandbox sandbox;

    /** A new engine for the same cluster id and node name each time. */
    protected abstract Engine open() throws Exception;

    /** A container named main that says "hello from" and its pod, and runs on. */
    protected abstract ContainerSpec longRunning();

    /** Makes a running container end with the code by itself. */
    protected abstract void end(Engine engine, Started started, int code);

    @BeforeEach
    void openEngine() throws Exception {
        engine = open();
        engine.start(new EngineListener() {
            @Override
            public void exited(String id) {
                exits.add(id);
            }

            @Override
            public void lookAgain() {}
        });
    }

    @AfterEach
    void removeEverything() {
        Inventory left = engine.list();
        left.containers().forEach(view -> engine.remove(view.id()));
        left.sandboxes().forEach(view -> engine.removeSandbox(view.id()));
        engine.close();
    }

    protected Engine engine() {
        return engine;
    }

    protected Started start(ContainerSpec spec, int attempt) {
        engine.prepare(spec).toCompletableFuture().join();
        PodTemplate template = new PodTemplate(Map.of(), List.of(spec), Placement.anywhere(), null);
        sandbox = engine.sandbox(pod, template, Optional.ofNullable(sandbox));
        return engine.start(sandbox, new ContainerOrder(pod, spec, attempt));
    }

    @Test
    void startedContainerIsListedWithItsIdentity() {
        Started started = start(longRunning(), 3);

        ContainerView view = engine.list().containers().get(0);
        assertThat(view.id()).isEqualTo(started.id());
        assertThat(view.pod()).isEqualTo(pod);
        assertThat(view.container()).isEqualTo("main");
        assertThat(view.attempt()).isEqualTo(3);
        assertThat(view.isRunning()).isTrue();
        assertThat(started.address()).isNotEmpty();
    }

    @Test
    void inspectionTellsWhenItStarted() {
        Started started = start(longRunning(), 0);

        assertThat(engine.inspect(started.id()).orElseThrow().startedAt()).isPresent();
        assertThat(engine.inspect(started.id()).orElseThrow().exitCode()).isEmpty();
    }

    @Test
    void endIsToldWithItsCode() {
        Started started = start(longRunning(), 0);

        end(engine, started, 3);

        await().untilAsserted(() -> assertThat(exits).contains(started.id()));
        ContainerView view = engine.inspect(started.id()).orElseThrow();
        assertThat(view.state()).isEqualTo(ContainerView.State.EXITED);
        assertThat(view.exitCode()).contains(3);
    }

    @Test
    void killedContainerEndsWith137() {
        Started started = start(longRunning(), 0);

        engine.kill(started.id());

        await().untilAsserted(() -> assertThat(
                        engine.inspect(started.id()).orElseThrow().exitCode())
                .contains(137));
    }

    @Test
    void terminatedContainerMayEndInItsOwnWay() {
        Started started = start(longRunning(), 0);

        engine.terminate(started.id());

        await().untilAsserted(() -> assertThat(
                        engine.inspect(started.id()).orElseThrow().isRunning())
                .isFalse());
    }

    @Test
    void whatIsGoneCanBeEndedAndRemovedAgain() {
        Started started = start(longRunning(), 0);
        engine.remove(started.id());

        engine.terminate(started.id());
        engine.kill(started.id());
        engine.remove(started.id());

        assertThat(engine.inspect(started.id())).isEmpty();
        assertThat(engine.list().containers()).isEmpty();
    }

    @Test
    void logsAreReadToTheirEnd() {
        Started started = start(longRunning(), 0);

        await().untilAsserted(() -> {
            Lines lines = new Lines();
            engine.logs(started.id(), LogRequest.last(10), lines);
            await().atMost(Duration.ofSeconds(2)).until(() -> lines.ended);
            assertThat(lines.lines).containsExactly("hello from web-1");
        });
    }

    @Test
    void commandsRunBesideTheContainerAndTellTheirCode() {
        Started started = start(longRunning(), 0);

        assertThat(engine.exec(started.id(), List.of("true"), Duration.ofSeconds(10))
                        .toCompletableFuture()
                        .join())
                .isZero();
    }

    @Test
    void anotherEngineOfTheSameNodeFindsWhatRuns() throws Exception {
        Started started = start(longRunning(), 1);
        if (engine instanceof FakeEngine) return; // memory has no second engine
        engine.close();

        engine = open();
        engine.start(new EngineListener() {
            @Override
            public void exited(String id) {
                exits.add(id);
            }

            @Override
            public void lookAgain() {}
        });

        ContainerView view = engine.list().containers().get(0);
        assertThat(view.id()).isEqualTo(started.id());
        assertThat(view.isRunning()).isTrue();
        end(engine, started, 7);
        await().untilAsserted(() -> assertThat(exits).contains(started.id()));
        assertThat(engine.inspect(started.id()).orElseThrow().exitCode()).contains(7);
    }

    protected static ContainerSpec spec(
            Optional<String> image,
            Optional<ContainerSpec.ProcessForm> process,
            List<String> command,
            List<Port> ports) {
        return new ContainerSpec(
                "main", image, process, command, null, null, null, null, ports, null, null, null, false);
    }

    /** Collects lines. */
    protected static final class Lines implements LogSink {
        public final List<String> lines = new CopyOnWriteArrayList<>();
        public volatile boolean ended;

        public Lines() {}

        @Override
        public void line(String line) {
            lines.add(line);
        }

        @Override
        public void end(Optional<String> error) {
            ended = true;
        }
    }
}
