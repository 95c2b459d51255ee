package dev.caravan.engine.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.engine.Engine;
import dev.caravan.engine.EngineContractTest;
import dev.caravan.engine.EngineListener;
import dev.caravan.engine.LogRequest;
import dev.caravan.engine.LogSink;
import dev.caravan.engine.LogStream;
import dev.caravan.engine.Started;
import dev.caravan.model.ContainerSpec;
import dev.caravan.model.Port;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessEngineTest extends EngineContractTest {
    @TempDir
    Path dataDir;

    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);

    @Override
    protected Engine open() {
        return new ProcessEngine(dataDir, "127.0.0.1", Clock.systemUTC(), timer);
    }

    @AfterEach
    void stopTimer() {
        timer.shutdownNow();
    }

    /** Ends with the code that it finds in a file. */
    @Override
    protected ContainerSpec longRunning() {
        return shell("echo hello from $CARAVAN_POD; while [ ! -f code ]; do sleep 0.05; done; exit $(cat code)");
    }

    private ContainerSpec shell(String script, Port... ports) {
        var form = new ContainerSpec.ProcessForm(List.of("sh", "-c", script), dataDir.toString());
        return spec(Optional.empty(), Optional.of(form), List.of(), List.of(ports));
    }

    @Override
    protected void end(Engine engine, Started started, int code) {
        try {
            Path part = dataDir.resolve("part");
            java.nio.file.Files.writeString(part, Integer.toString(code));
            java.nio.file.Files.move(part, dataDir.resolve("code"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void childrenEndWithTheirProcess() {
        Started started = start(shell("sleep 300 & echo child $!; wait"), 0);
        Lines lines = new Lines();
        engine().logs(started.id(), LogRequest.all().following(), lines);
        await().until(() -> !lines.lines.isEmpty());
        long child = Long.parseLong(lines.lines.get(0).split(" ")[1]);

        engine().remove(started.id());

        await().untilAsserted(() -> assertThat(Sessions.birth(child)).isEmpty());
    }

    @Test
    void freePortsArePassedOn() {
        Started started =
                start(shell("echo $PORT $PORT_8080 $PORT_9000; sleep 300", Port.tcp(8080), Port.tcp(9000)), 0);
        Lines lines = new Lines();
        engine().logs(started.id(), LogRequest.all().following(), lines);

        await().until(() -> !lines.lines.isEmpty());
        int first = started.hostPorts().get(8080);
        assertThat(lines.lines)
                .containsExactly(first + " " + first + " " + started.hostPorts().get(9000));
    }

    @Test
    void followedLogsEndWithTheProcess() {
        Started started = start(shell("echo one; sleep 0.3; echo two"), 0);
        Lines lines = new Lines();

        engine().logs(started.id(), LogRequest.all().following(), lines);

        await().until(() -> lines.ended);
        assertThat(lines.lines).containsExactly("one", "two");
    }

    @Test
    void containerWithoutProcessFormIsRefusedWithTheRemedy() {
        ContainerSpec image = spec(Optional.of("web:1"), Optional.empty(), List.of(), List.of());

        assertThat(engine().prepare(image).toCompletableFuture())
                .failsWithin(java.time.Duration.ofSeconds(1))
                .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                .withMessageContaining("no process form");
    }

    @Test
    void reusedPidIsNotTakenForTheProcess() {
        assertThat(Sessions.members(ProcessHandle.current().pid(), "another boot/1"))
                .isEmpty();
    }

    @Test
    void readerWhoTakesNoLinesHoldsNobodyElseUp() throws Exception {
        Started started = start(shell("echo one; sleep 300"), 0);
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        LogStream lines = engine().logs(started.id(), LogRequest.all().following(), new LogSink() {
            @Override
            public void line(String line) {
                stuck.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void end(Optional<String> error) {}
        });
        assertThat(stuck.await(10, TimeUnit.SECONDS)).isTrue();

        timer.submit(() -> {}).get(10, TimeUnit.SECONDS);

        released.countDown();
        lines.close();
    }

    @Test
    void whatARecordedProcessForkedIsNotTakenForOneThatNoRecordTellsOf() throws Exception {
        Started started = start(shell("echo $$; echo $PPID; sleep 300"), 0);
        Lines lines = new Lines();
        engine().logs(started.id(), LogRequest.all().following(), lines);
        await().until(() -> lines.lines.size() == 2);
        long program = Long.parseLong(lines.lines.get(0));
        long shell = Long.parseLong(lines.lines.get(1));

        assertThat(Sessions.isOf(program, shell)).isTrue();
        assertThat(Sessions.isOf(ProcessHandle.current().pid(), shell)).isFalse();
    }

    @Test
    void processThatNoRecordTellsOfIsEndedByTheNextAgent() throws Exception {
        Started started = start(shell("echo $$; sleep 300"), 0);
        Lines lines = new Lines();
        engine().logs(started.id(), LogRequest.all().following(), lines);
        await().until(() -> !lines.lines.isEmpty());
        long pid = Long.parseLong(lines.lines.get(0));
        try (Stream<Path> files = Files.walk(dataDir.resolve("pods"))) {
            Files.delete(
                    files.filter(file -> file.endsWith("process")).findFirst().orElseThrow());
        }

        try (Engine next = open()) {
            next.start(new EngineListener() {
                @Override
                public void exited(String id) {}

                @Override
                public void lookAgain() {}
            });
            await().untilAsserted(() -> assertThat(Sessions.birth(pid)).isEmpty());
        }
    }
}
