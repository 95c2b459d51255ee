package dev.caravan.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.engine.ContainerOrder;
import dev.caravan.engine.ContainerView;
import dev.caravan.engine.FakeEngine;
import dev.caravan.engine.PodIdentity;
import dev.caravan.engine.Sandbox;
import dev.caravan.model.ContainerSpec;
import dev.caravan.model.Kind;
import dev.caravan.model.Metadata;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Placement;
import dev.caravan.model.Pod;
import dev.caravan.model.PodStatus;
import dev.caravan.model.PodStatus.Phase;
import dev.caravan.model.PodTemplate;
import dev.caravan.model.Port;
import dev.caravan.model.Probe;
import dev.caravan.model.SecretRef;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.InMemoryClusterStore;
import dev.caravan.store.InMemorySignals;
import dev.caravan.store.PodSecrets;
import dev.caravan.store.StoreException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
import org.junit.jupiter.api.Test;

class AgentTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private final InMemoryClusterStore store = new InMemoryClusterStore();
    private final InMemorySignals signals = new InMemorySignals();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private final FakeEngine engine = new FakeEngine(CLOCK);

    /** Values of secrets by variable; empty: what is asked for is not there. */
    private volatile Map<String, String> values = Map.of();

    private final PodSecrets secrets = (node, pod, container) -> values.isEmpty()
            ? CompletableFuture.failedFuture(
                    new StoreException(StoreException.Reason.INVALID, "there is no secret 'db'"))
            : CompletableFuture.completedFuture(values);
    private Agent agent = agent();

    private Agent agent() {
        AgentConfig config = new AgentConfig(
                "c1",
                "node-1",
                "127.0.0.1",
                7401,
                7480,
                8000,
                8L << 30,
                Map.of(),
                List.of(),
                Path.of("/none"),
                "docker");
        return new Agent(config, engine, store, signals, secrets, CLOCK, timer, () -> UUID.randomUUID()
                .toString());
    }

    @BeforeEach
    void startAgent() {
        agent.start().join();
    }

    @AfterEach
    void stopAgent() {
        agent.close();
        timer.shutdownNow();
    }

    @Test
    void boundPodIsStartedAndReportedReady() {
        bind(pod("web", Kind.SERVICE, container("main")));

        awaitPhase("web", Phase.RUNNING);
        assertThat(status("web").ready()).isTrue();
        assertThat(status("web").address()).contains("127.0.0.1");
        assertThat(status("web").restarts()).isZero();
    }

    @Test
    void containerWaitsForItsSecretsAndGetsThemWithNothingToldOfThem() {
        ContainerSpec plain = container("main");
        ContainerSpec using = new ContainerSpec(
                plain.name(),
                plain.image(),
                plain.process(),
                null,
                null,
                Map.of("MODE", "test"),
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                Map.of("DB_URL", SecretRef.parse("db/url")));
        bind(pod("web", Kind.SERVICE, using));
        await().until(() -> status("web").reason().equals("SecretMissing"));
        assertThat(status("web").message()).contains("there is no secret 'db'");

        values = Map.of("DB_URL", "postgres://secret");
        awaitPhase("web", Phase.RUNNING);

        assertThat(engine.orders().get(0).spec().env())
                .containsEntry("DB_URL", "postgres://secret")
                .containsEntry("MODE", "test");
        assertThat(store.get(new ObjectKey(Kind.POD, "default", "web"))
                        .orElseThrow()
                        .toString())
                .doesNotContain("postgres");
        assertThat(engine.orders().get(0).toString()).doesNotContain("postgres");
    }

    @Test
    void endedContainerIsStartedAgainAtOnceAndCounted() {
        bind(pod("web", Kind.SERVICE, container("main")));
        awaitPhase("web", Phase.RUNNING);

        engine.exit(running("web").id(), 1);

        await().atMost(Duration.ofMillis(900)).until(() -> status("web").restarts() == 1);
        await().until(() -> status("web").ready());
        assertThat(status("web").containers().get(0).exitCode()).contains(1);
        assertThat(status("web").containers().get(0).reason()).isEqualTo("Error");
    }

    @Test
    void containerThatKeepsEndingIsPausedInACrashLoop() {
        bind(pod("web", Kind.SERVICE, container("main")));
        awaitPhase("web", Phase.RUNNING);
        engine.exit(running("web").id(), 1);
        await().until(() -> status("web").restarts() == 1);

        engine.exit(running("web").id(), 1);

        await().until(() -> status("web").reason().equals("CrashLoop"));
        assertThat(status("web").message()).contains("exit code 1").contains("1 s later");
        await().until(() -> status("web").restarts() == 2);
    }

    @Test
    void failedLivenessRestartsTheContainer() {
        Probe probe = new Probe(
                new Probe.Check.Exec(List.of("check")), Duration.ofMillis(20), Duration.ofSeconds(1), 2, null);
        bind(pod("web", Kind.SERVICE, probed(probe, null)));
        awaitPhase("web", Phase.RUNNING);

        engine.execEndsWith(1);

        await().until(() -> status("web").restarts() >= 1);
        engine.execEndsWith(0);
        await().until(() -> status("web").ready());
        assertThat(status("web").containers().get(0).reason()).isEqualTo("LivenessFailed");
    }

    @Test
    void readinessGatesTrafficAndNeverRestarts() {
        engine.execEndsWith(1);
        Probe probe = new Probe(
                new Probe.Check.Exec(List.of("check")), Duration.ofMillis(20), Duration.ofSeconds(1), 1, null);
        bind(pod("web", Kind.SERVICE, probed(null, probe)));
        awaitPhase("web", Phase.RUNNING);
        assertThat(status("web").ready()).isFalse();

        engine.execEndsWith(0);
        await().until(() -> status("web").ready());
        engine.execEndsWith(1);
        await().until(() -> !status("web").ready());

        assertThat(status("web").restarts()).isZero();
    }

    @Test
    void declaredPortMustAcceptOnceBeforeThePodIsReady() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        bind(pod("web", Kind.SERVICE, listening(port)));
        awaitPhase("web", Phase.RUNNING);
        assertThat(status("web").ready()).isFalse();

        try (ServerSocket open = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            await().until(() -> status("web").ready());
            assertThat(open.isBound()).isTrue();
        }
    }

    @Test
    void jobSucceedsWithItsContainersAndItsSidecarIsStopped() {
        bind(pod("job", Kind.JOB, container("main"), sidecar("log")));
        awaitPhase("job", Phase.RUNNING);

        engine.exit(running("job").id(), 0);

        awaitPhase("job", Phase.SUCCEEDED);
        await().until(() -> engine.running("job", "log").isEmpty());
        assertThat(engine.calls()).containsSubsequence("start log/0", "start main/0");
        assertThat(engine.calls()).doesNotContain("start main/1");
    }

    @Test
    void programThatEndsBeforeItsStartIsAnsweredIsNotWaitedFor() {
        engine.endAtOnce("main");

        bind(pod("job", Kind.JOB, container("main")));

        await().atMost(Duration.ofSeconds(5)).until(() -> status("job").phase() == Phase.SUCCEEDED);
        assertThat(engine.calls()).doesNotContain("start main/1");
    }

    @Test
    void endedJobIsLeftAlone() {
        bind(pod("job", Kind.JOB, container("main")));
        awaitPhase("job", Phase.RUNNING);
        engine.exit(running("job").id(), 0);
        awaitPhase("job", Phase.SUCCEEDED);
        await().until(() -> engine.calls().stream().anyMatch(call -> call.startsWith("kill s-")));
        int calls = engine.calls().size();

        engine.lookAgain();

        await().during(Duration.ofMillis(300)).until(() -> engine.calls().size() == calls);
    }

    @Test
    void failedJobPodTellsItsExitCodeAndIsNotTriedAgain() {
        bind(pod("job", Kind.JOB, container("main")));
        awaitPhase("job", Phase.RUNNING);

        engine.exit(running("job").id(), 3);

        awaitPhase("job", Phase.FAILED);
        assertThat(status("job").containers().get(0).exitCode()).contains(3);
        assertThat(status("job").message()).contains("exit code 3");
        assertThat(engine.calls()).doesNotContain("start main/1");
    }

    @Test
    void stoppedPodKeepsRunningUntilEveryProxyConfirmed() throws IOException {
        try (ServerSocket open = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            signals.reachable("node-1", true);
            signals.reachable("node-2", true);
            bind(pod("web", Kind.SERVICE, listening(open.getLocalPort())));
            await().until(() -> status("web").ready());

            removeGoal("web");
            long removedAt = store.revision();
            awaitPhase("web", Phase.STOPPING);
            assertThat(status("web").ready()).isFalse();
            signals.tableApplied("node-1", removedAt + 10);
            await().during(Duration.ofMillis(200))
                    .until(() -> engine.running("web", "main").isPresent());
            signals.tableApplied("node-2", removedAt + 10);

            awaitPhase("web", Phase.STOPPED);
            assertThat(engine.list().containers()).isEmpty();
            assertThat(engine.list().sandboxes()).isEmpty();
        }
    }

    @Test
    void podThatIgnoresTheRequestToEndIsKilledAfterItsGrace() {
        engine.ignoreTerminate("main");
        bind(pod("web", Kind.SERVICE, container("main")));
        awaitPhase("web", Phase.RUNNING);
        String id = running("web").id();

        removeGoal("web");

        awaitPhase("web", Phase.STOPPED);
        assertThat(engine.calls()).containsSubsequence("terminate " + id, "kill " + id, "remove " + id);
    }

    @Test
    void deletedPodIsRemovedAtOnce() {
        bind(pod("web", Kind.SERVICE, container("main")));
        awaitPhase("web", Phase.RUNNING);

        commit(new Change.Delete(new ObjectKey(Kind.POD, "default", "web"), Change.ANY));

        await().until(() -> engine.list().containers().isEmpty()
                && engine.list().sandboxes().isEmpty());
    }

    @Test
    void nextAgentAdoptsWhatRunsWithoutARestart() {
        bind(pod("web", Kind.SERVICE, container("main")));
        await().until(() -> status("web").ready());
        PodStatus before = status("web");
        agent.close();

        agent = agent();
        agent.start().join();

        long revision = store.revision();
        await().during(Duration.ofMillis(300)).until(() -> status("web").equals(before));
        assertThat(store.revision()).isEqualTo(revision);
        assertThat(engine.calls()).filteredOn(call -> call.startsWith("start")).containsExactly("start main/0");
    }

    @Test
    void nextAgentCountsWhatEndedMeanwhile() {
        bind(pod("web", Kind.SERVICE, container("main")));
        await().until(() -> status("web").ready());
        agent.close();
        engine.exit(running("web").id(), 5);

        agent = agent();
        agent.start().join();

        await().until(() -> status("web").restarts() == 1 && status("web").ready());
    }

    @Test
    void containersWithoutAPodAreRemoved() {
        PodIdentity stray = new PodIdentity("default", "old", "gone", "shop", "h");
        Sandbox sandbox = engine.sandbox(stray, null, Optional.empty());
        engine.start(sandbox, new ContainerOrder(stray, container("main"), 0));
        agent.close();

        agent = agent();
        agent.start().join();

        await().until(() -> engine.list().containers().isEmpty()
                && engine.list().sandboxes().isEmpty());
    }

    @Test
    void missingImageIsToldAndTriedAgain() {
        engine.missImage("web:1");
        bind(pod("web", Kind.SERVICE, container("main")));

        await().until(() -> status("web").reason().equals("ImagePullFailed"));
        assertThat(status("web").phase()).isEqualTo(Phase.STARTING);
        assertThat(status("web").message()).isEqualTo("image web:1 is nowhere");
        engine.haveImage("web:1");
        awaitPhase("web", Phase.RUNNING);
        assertThat(status("web").restarts()).isZero();
    }

    @Test
    void deadSandboxTakesItsContainersAlong() {
        bind(pod("web", Kind.SERVICE, container("main")));
        await().until(() -> status("web").ready());

        engine.breakSandbox(engine.list().sandboxes().get(0).id());

        await().until(() -> status("web").restarts() == 1 && status("web").ready());
        assertThat(status("web").containers().get(0).reason()).isEqualTo("SandboxLost");
        await().until(() -> engine.list().sandboxes().size() == 1);
    }

    @Test
    void operatorsLabelsAndCordonSurviveARegistration() {
        Node node =
                store.get(new ObjectKey(Kind.NODE, "", "node-1"), Node.class).orElseThrow();
        Node.Spec spec = node.spec();
        Node cordoned = node.with(node.metadata().labelled(Map.of("tier", "front")))
                .with(new Node.Spec(
                        spec.address(), 1, 2, spec.engine(), spec.cpuMillis(), spec.memoryBytes(), true, List.of()));
        commit(new Change.Put(cordoned, Change.ANY));
        agent.close();

        agent = agent();
        agent.start().join();

        Node after =
                store.get(new ObjectKey(Kind.NODE, "", "node-1"), Node.class).orElseThrow();
        assertThat(after.spec().cordoned()).isTrue();
        assertThat(after.spec().linkPort()).isEqualTo(7401);
        assertThat(after.metadata().labels()).containsEntry("tier", "front");
        assertThat(after.metadata().uid()).isEqualTo(node.metadata().uid());
    }

    @Test
    void nothingIsWrittenWhileNothingChanges() {
        bind(pod("web", Kind.SERVICE, container("main")));
        await().until(() -> status("web").ready());
        long revision = store.revision();

        await().during(Duration.ofMillis(300)).until(() -> store.revision() == revision);
    }

    private void bind(Pod pod) {
        commit(Change.create(pod));
    }

    private void removeGoal(String name) {
        Pod pod = store.get(new ObjectKey(Kind.POD, "default", name), Pod.class).orElseThrow();
        commit(new Change.Put(pod.stopping(), Change.ANY));
    }

    private void commit(Change change) {
        store.commit(new Batch(UUID.randomUUID().toString(), Batch.NO_TERM, List.of(change)))
                .toCompletableFuture()
                .join();
    }

    private PodStatus status(String name) {
        return store.get(new ObjectKey(Kind.POD, "default", name), Pod.class)
                .orElseThrow()
                .status();
    }

    private void awaitPhase(String name, Phase phase) {
        await().alias(name + " is " + phase).until(() -> status(name).phase() == phase);
    }

    private ContainerView running(String name) {
        return engine.running(name, "main").orElseThrow();
    }

    private static Pod pod(String name, Kind kind, ContainerSpec... containers) {
        PodTemplate template =
                new PodTemplate(Map.of(), List.of(containers), Placement.anywhere(), Duration.ofMillis(300));
        return new Pod(
                Metadata.create("default", name, "uid-" + name, CLOCK.instant()),
                new Pod.Spec(
                        new ObjectKey(kind, "default", name), "shop", "h", 0, 0, template, Optional.of("node-1"), null),
                null);
    }

    private static ContainerSpec container(String name) {
        return spec(name, List.of(), null, null, false);
    }

    private static ContainerSpec sidecar(String name) {
        return spec(name, List.of(), null, null, true);
    }

    private static ContainerSpec listening(int port) {
        return spec("main", List.of(Port.tcp(port)), null, null, false);
    }

    private static ContainerSpec probed(Probe liveness, Probe readiness) {
        return spec("main", List.of(), liveness, readiness, false);
    }

    private static ContainerSpec spec(String name, List<Port> ports, Probe liveness, Probe readiness, boolean sidecar) {
        return new ContainerSpec(
                name,
                Optional.of("web:1"),
                Optional.empty(),
                null,
                null,
                null,
                null,
                null,
                ports,
                null,
                Optional.ofNullable(liveness),
                Optional.ofNullable(readiness),
                sidecar);
    }
}
