package dev.caravan.flow;

import static dev.caravan.model.StepStatus.State.CANCELLED;
import static dev.caravan.model.StepStatus.State.FAILED;
import static dev.caravan.model.StepStatus.State.IN_DOUBT;
import static dev.caravan.model.StepStatus.State.PENDING;
import static dev.caravan.model.StepStatus.State.RUNNING;
import static dev.caravan.model.StepStatus.State.SKIPPED;
import static dev.caravan.model.StepStatus.State.SUCCEEDED;
import static dev.caravan.model.StepStatus.State.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Kind;
import dev.caravan.model.Pod;
import dev.caravan.model.PodStatus;
import dev.caravan.model.Run;
import dev.caravan.model.RunStatus.Phase;
import dev.caravan.model.Workload;
import dev.caravan.routes.WorkflowRoutes;
import dev.caravan.store.Query;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkflowTest {
    private final WorkflowCluster flows = new WorkflowCluster();
    private final FakeOutside outside = flows.cluster.outside;

    @AfterEach
    void close() {
        flows.close();
    }

    @Test
    void aJobRunsOnceWithItsArgumentsAndGivesItsLastLine() {
        flows.apply("input { text 'tag' }\nstep('up') { run job('migrate'), with: [tag: input('tag')] }\n"
                + "step('tell') { call http('https://x.example/told', body: \"said ${output('up')}\") }");
        outside.lastLine = "42 rows";
        String run = flows.start(Map.of("tag", "1.2"));
        flows.end("migrate-flow-1-up-1", PodStatus.Phase.SUCCEEDED);
        flows.awaitPhase(run, Phase.SUCCEEDED);

        assertThat(flows.jobs()).hasSize(1);
        assertThat(flows.jobs().get(0).spec().template().containers().get(0).env())
                .containsEntry("TAG", "1.2");
        assertThat(flows.step(run, "up").output()).isEqualTo("42 rows");
        assertThat(outside.calls).extracting(FakeOutside.Call::body).containsExactly("said 42 rows");
        assertThat(flows.workflow().status().lastSuccess()).containsEntry("tag", "1.2");
        assertThat(flows.cluster.store.list(Query.of(Kind.POD)).items()).hasSize(5);
    }

    @Test
    void aFailedJobIsTriedAgainAfterAPauseThatGrows() {
        flows.apply("step('up') { run job('migrate'); retry 2, backoff: 10.seconds, jitter: 0.percent }");
        String run = flows.start(Map.of());
        flows.end("migrate-flow-1-up-1", PodStatus.Phase.FAILED);
        flows.awaitStep(run, "up", PENDING);
        flows.advance(Duration.ofSeconds(9));
        assertThat(flows.jobs()).hasSize(1);
        flows.advance(Duration.ofSeconds(1));
        flows.end("migrate-flow-1-up-2", PodStatus.Phase.FAILED);
        flows.awaitStep(run, "up", PENDING);
        flows.advance(Duration.ofSeconds(19));
        assertThat(flows.jobs()).hasSize(2);
        flows.advance(Duration.ofSeconds(1));
        flows.end("migrate-flow-1-up-3", PodStatus.Phase.FAILED);
        flows.awaitPhase(run, Phase.FAILED);
        assertThat(flows.step(run, "up").attempt()).isEqualTo(3);
    }

    @Test
    void aRunGoesOnFromTheStepThatFailed() {
        flows.apply("step('first') { run job('other') }\nstep('up') { run job('migrate') }");
        String run = flows.start(Map.of());
        flows.end("other-flow-1-first-1", PodStatus.Phase.SUCCEEDED);
        flows.end("migrate-flow-1-up-1", PodStatus.Phase.FAILED);
        flows.awaitPhase(run, Phase.FAILED);
        flows.ask(run, Run.Spec::retry);
        flows.end("migrate-flow-1-up-2", PodStatus.Phase.SUCCEEDED);
        flows.awaitPhase(run, Phase.SUCCEEDED);
        assertThat(flows.step(run, "first").attempt()).isEqualTo(1);
        assertThat(flows.step(run, "up").attempt()).isEqualTo(2);
    }

    @Test
    void whatWasBegunIsUndoneTheLastFirst() {
        flows.apply("""
                step('a') { call http('https://x.example/a'); compensate { call http('https://x.example/undo-a') } }
                parallel(limit: 2) {
                    step('b') { call http('https://x.example/b'); compensate { call http('https://x.example/undo-b') } }
                    step('c') { call http('https://x.example/c'); compensate { call http('https://x.example/undo-c') } }
                }
                step('d') { run job('migrate'); compensate { call http('https://x.example/undo-d') } }
                step('e') { call http('https://x.example/e'); compensate { call http('https://x.example/undo-e') } }
                onFailure { compensateAll(); send camel('smtp:ops') }
                """);
        String run = flows.start(Map.of());
        flows.end("migrate-flow-1-d-1", PodStatus.Phase.FAILED);
        flows.awaitPhase(run, Phase.COMPENSATED);
        assertThat(outside.calls)
                .extracting(FakeOutside.Call::what)
                .startsWith("POST https://x.example/a")
                .endsWith(
                        "POST https://x.example/undo-d",
                        "POST https://x.example/undo-c",
                        "POST https://x.example/undo-b",
                        "POST https://x.example/undo-a",
                        "smtp:ops")
                .hasSize(8);
        assertThat(run(run).message()).contains("d: job/migrate-flow-1-d-1 failed 1 times");
    }

    private dev.caravan.model.RunStatus run(String name) {
        return flows.run(name).status();
    }

    @Test
    void withoutCompensateAllNothingIsUndone() {
        flows.apply("step('a') { call http('https://x.example/a'); compensate { restore 'web' } }\n"
                + "step('b') { run job('migrate') }");
        String run = flows.start(Map.of());
        flows.end("migrate-flow-1-b-1", PodStatus.Phase.FAILED);
        flows.awaitPhase(run, Phase.FAILED);
        assertThat(flows.step(run, "a.undo")).isNull();
    }

    @Test
    void anApprovalWaitsForDifferentPeople() {
        flows.apply("approve('go') { by role('managers'); quorum 2; expires 1.hours }");
        String run = flows.start(Map.of());
        flows.awaitPhase(run, Phase.WAITING);
        flows.vote(run, "go", "alice", true);
        flows.vote(run, "go", "alice", true);
        flows.look();
        assertThat(flows.state(run, "go")).isEqualTo(WAITING);
        flows.vote(run, "go", "bob", true);
        flows.awaitPhase(run, Phase.SUCCEEDED);
        assertThat(flows.step(run, "go").output()).isEqualTo("approved by alice, bob");
    }

    @Test
    void anApprovalExpiresAndIsRefused() {
        flows.apply("approve('go') { expires 1.hours }");
        String late = flows.start(Map.of());
        flows.awaitPhase(late, Phase.WAITING);
        flows.advance(Duration.ofMinutes(61));
        flows.awaitPhase(late, Phase.FAILED);
        assertThat(flows.step(late, "go").error()).isEqualTo("expired after 1 h with 0 of 1 approvals");
        String refused = flows.start(Map.of());
        flows.awaitPhase(refused, Phase.WAITING);
        flows.vote(refused, "go", "bob", false);
        flows.awaitPhase(refused, Phase.FAILED);
        assertThat(flows.step(refused, "go").error()).isEqualTo("rejected by bob");
    }

    @Test
    void votesForAnEarlierAttemptDoNotCount() {
        flows.apply("approve('go') { quorum 2; expires 1.hours }");
        String run = flows.start(Map.of());
        flows.awaitPhase(run, Phase.WAITING);
        flows.vote(run, "go", "alice", true);
        flows.advance(Duration.ofMinutes(61));
        flows.awaitPhase(run, Phase.FAILED);
        flows.ask(run, Run.Spec::retry);
        flows.awaitPhase(run, Phase.WAITING);
        flows.vote(run, "go", "bob", true);
        flows.look();
        assertThat(flows.state(run, "go")).isEqualTo(WAITING);
    }

    @Test
    void aRunThatTakesTooLongFailsAndItsJobStops() {
        flows.apply(
                "timeout 1.hours\nstep('up') { run job('migrate'); compensate { call http('https://x.example/undo') } }\n"
                        + "onFailure { compensateAll() }");
        String run = flows.start(Map.of());
        Awaitility.await()
                .until(() -> flows.jobs().size() == 1
                        && !flows.cluster.boundOf(flows.jobs().get(0)).isEmpty());
        Pod pod = flows.cluster.boundOf(flows.jobs().get(0)).get(0);
        flows.advance(Duration.ofMinutes(61));
        flows.awaitStep(run, "up", CANCELLED);
        assertThat(outside.calls).isEmpty();
        flows.cluster.end(pod, PodStatus.Phase.STOPPED);
        flows.awaitPhase(run, Phase.COMPENSATED);
        assertThat(outside.calls).hasSize(1);
        assertThat(run(run).message()).isEqualTo("took longer than 1 h");
    }

    @Test
    void cancelStopsJobsAndUndoes() {
        flows.apply(
                "step('a') { call http('https://x.example/a'); compensate { call http('https://x.example/undo-a') } }\n"
                        + "step('up') { run job('migrate') }");
        String run = flows.start(Map.of());
        Awaitility.await()
                .until(() -> flows.jobs().size() == 1
                        && !flows.cluster.boundOf(flows.jobs().get(0)).isEmpty());
        Pod pod = flows.cluster.boundOf(flows.jobs().get(0)).get(0);
        flows.ask(run, Run.Spec::cancel);
        flows.awaitStep(run, "up", CANCELLED);
        flows.cluster.end(pod, PodStatus.Phase.STOPPED);
        flows.awaitPhase(run, Phase.CANCELLED);
        assertThat(flows.state(run, "a.undo")).isEqualTo(SUCCEEDED);
        assertThat(flows.jobs()).isEmpty();
    }

    @Test
    void anOptionalStepMayFailAndASkippedOneDoesNothing() {
        flows.apply("step('up') { run job('migrate'); optional() }\nstep('b') { call http('https://x.example/b') }");
        String run = flows.start(Map.of());
        flows.end("migrate-flow-1-up-1", PodStatus.Phase.FAILED);
        flows.awaitPhase(run, Phase.SUCCEEDED);
        assertThat(flows.state(run, "up")).isEqualTo(FAILED);
        assertThat(flows.state(run, "b")).isEqualTo(SUCCEEDED);
    }

    @Test
    void aCompensationWithoutAnythingToGoBackToIsSkipped() {
        flows.apply("input { text 'tag' }\n"
                + "step('up') { run job('migrate'), with: [tag: input('tag')]; compensate { run job('migrate'), with: [tag: previous('tag')] } }\n"
                + "onFailure { compensateAll() }");
        String first = flows.start(Map.of("tag", "1"));
        flows.end("migrate-flow-1-up-1", PodStatus.Phase.FAILED);
        flows.awaitPhase(first, Phase.COMPENSATED);
        assertThat(flows.state(first, "up.undo")).isEqualTo(SKIPPED);
        String good = flows.start(Map.of("tag", "2"));
        flows.end("migrate-flow-2-up-1", PodStatus.Phase.SUCCEEDED);
        flows.awaitPhase(good, Phase.SUCCEEDED);
        String bad = flows.start(Map.of("tag", "3"));
        flows.end("migrate-flow-3-up-1", PodStatus.Phase.FAILED);
        flows.end("migrate-flow-3-up-undo-1", PodStatus.Phase.SUCCEEDED);
        flows.awaitPhase(bad, Phase.COMPENSATED);
        assertThat(flows.job("migrate-flow-3-up-undo-1")
                        .spec()
                        .template()
                        .containers()
                        .get(0)
                        .env())
                .containsEntry("TAG", "2");
    }

    @Test
    void parallelStepsKeepTheirLimit() {
        outside.answersAtOnce = false;
        flows.apply("""
                parallel(limit: 2) {
                    forEach([1, 2, 3]) { int n -> step("s${n}") { call http("https://x.example/${n}") } }
                }
                """);
        String run = flows.start(Map.of());
        flows.awaitStep(run, "s2", RUNNING);
        flows.look();
        assertThat(outside.calls).hasSize(2);
        assertThat(flows.step(run, "s3")).isNull();
        outside.calls.get(0).answer().complete("");
        flows.awaitStep(run, "s3", RUNNING);
        outside.calls.forEach(call -> call.answer().complete(""));
        Awaitility.await().until(() -> outside.calls.size() == 3);
        outside.calls.get(2).answer().complete("");
        flows.awaitPhase(run, Phase.SUCCEEDED);
    }

    @Test
    void anotherDriverAsksAgainUnderTheSameKey() {
        outside.answersAtOnce = false;
        flows.apply("step('warm') { call http('https://x.example/warm') }");
        String run = flows.start(Map.of());
        Awaitility.await().until(() -> outside.calls.size() == 1);
        flows.cluster.anotherDriver();
        Awaitility.await().until(() -> outside.calls.size() == 2);
        outside.calls.get(1).answer().complete("warm");
        flows.awaitPhase(run, Phase.SUCCEEDED);
        assertThat(outside.distinctKeys()).isEqualTo(1);
        assertThat(flows.step(run, "warm").attempt()).isEqualTo(1);
    }

    @Test
    void whatMayNotBeRepeatedIsInDoubtUntilAnOperatorDecides() {
        outside.answersAtOnce = false;
        flows.apply("step('pay') { call http('https://x.example/pay'); repeatable false }");
        String run = flows.start(Map.of());
        Awaitility.await().until(() -> outside.calls.size() == 1);
        flows.cluster.anotherDriver();
        flows.awaitPhase(run, Phase.IN_DOUBT);
        flows.look();
        assertThat(flows.state(run, "pay")).isEqualTo(IN_DOUBT);
        assertThat(outside.calls).hasSize(1);
        outside.answersAtOnce = true;
        flows.ask(run, Run.Spec::retry);
        flows.awaitPhase(run, Phase.SUCCEEDED);
        assertThat(outside.calls).hasSize(2);
    }

    @Test
    void aRunGoesOnWithTheWorkflowThatItWasStartedWith() {
        String first =
                WorkflowRoutes.hash(flows.apply("approve('go') { }\nstep('a') { call http('https://x.example/old') }"));
        String run = flows.start(Map.of());
        flows.awaitPhase(run, Phase.WAITING);
        String second = WorkflowRoutes.hash(flows.apply("step('a') { call http('https://x.example/new') }"));
        String other = flows.start(Map.of());
        flows.awaitPhase(other, Phase.SUCCEEDED);
        assertThat(flows.cluster.driver.liveWorkflows()).contains(first, second);
        flows.vote(run, "go", "alice", true);
        flows.awaitPhase(run, Phase.SUCCEEDED);
        assertThat(outside.calls)
                .extracting(FakeOutside.Call::what)
                .containsExactly("POST https://x.example/new", "POST https://x.example/old");
    }

    @Test
    void whileTheRouteIsStoppedItsRunsStop() throws Exception {
        String hash =
                WorkflowRoutes.hash(flows.apply("approve('go') { }\nstep('a') { call http('https://x.example/a') }"));
        String run = flows.start(Map.of());
        flows.awaitPhase(run, Phase.WAITING);
        var routes = flows.cluster.driver.camel().getRouteController();
        routes.stopRoute(WorkflowRoutes.routeId(hash));
        flows.vote(run, "go", "alice", true);
        flows.look();
        assertThat(flows.state(run, "go")).isEqualTo(WAITING);
        routes.startRoute(WorkflowRoutes.routeId(hash));
        flows.awaitPhase(run, Phase.SUCCEEDED);
    }

    @Test
    void aStaleDriverDoesNothing() {
        flows.apply("step('a') { call http('https://x.example/a') }");
        flows.cluster.term.set(0);
        flows.cluster.store.drive("s2");
        flows.cluster.term.set(1);
        String run = flows.start(Map.of());
        flows.look();
        assertThat(outside.calls).isEmpty();
        assertThat(run(run).steps()).isEmpty();
    }

    @Test
    void whatIsInDoubtCanBeCancelledAndIsUndone() {
        outside.answersAtOnce = false;
        flows.apply("step('pay') { call http('https://x.example/pay'); repeatable false; "
                + "compensate { call http('https://x.example/refund') } }");
        String run = flows.start(Map.of());
        Awaitility.await().until(() -> outside.calls.size() == 1);
        flows.cluster.anotherDriver();
        flows.awaitPhase(run, Phase.IN_DOUBT);
        outside.answersAtOnce = true;
        flows.ask(run, Run.Spec::cancel);
        flows.awaitPhase(run, Phase.CANCELLED);
        assertThat(outside.calls)
                .extracting(FakeOutside.Call::what)
                .containsExactly("POST https://x.example/pay", "POST https://x.example/refund");
    }

    @Test
    void aCompensationThatFailsStopsTheRestAndRetryGoesOnWithIt() {
        flows.apply("""
                step('a') { call http('https://x.example/a'); compensate { call http('https://x.example/undo-a') } }
                step('b') { call http('https://x.example/b'); compensate { run job('other'); retry 0 } }
                step('c') { run job('migrate') }
                onFailure { compensateAll() }
                """);
        String run = flows.start(Map.of());
        flows.end("migrate-flow-1-c-1", PodStatus.Phase.FAILED);
        flows.end("other-flow-1-b-undo-1", PodStatus.Phase.FAILED);
        flows.awaitPhase(run, Phase.FAILED);
        assertThat(run(run).message()).contains("the compensation b.undo failed: job/other-flow-1-b-undo-1");
        assertThat(flows.step(run, "a.undo")).isNull();
        flows.ask(run, Run.Spec::retry);
        flows.end("other-flow-1-b-undo-2", PodStatus.Phase.SUCCEEDED);
        flows.awaitPhase(run, Phase.COMPENSATED);
        assertThat(flows.state(run, "a.undo")).isEqualTo(SUCCEEDED);
        assertThat(flows.state(run, "c")).isEqualTo(FAILED);
    }

    @Test
    void anAttemptThatTakesTooLongIsStoppedBeforeTheNextBegins() {
        flows.apply(
                "step('up') { run job('migrate'); timeout 10.minutes; retry 1, backoff: 1.seconds, jitter: 0.percent }");
        String run = flows.start(Map.of());
        Awaitility.await()
                .until(() -> flows.jobs().size() == 1
                        && !flows.cluster.boundOf(flows.jobs().get(0)).isEmpty());
        Pod pod = flows.cluster.boundOf(flows.jobs().get(0)).get(0);
        flows.advance(Duration.ofMinutes(10));
        flows.awaitStep(run, "up", PENDING);
        flows.advance(Duration.ofSeconds(5));
        assertThat(flows.state(run, "up")).isEqualTo(PENDING);
        flows.cluster.end(pod, PodStatus.Phase.STOPPED);
        flows.end("migrate-flow-1-up-2", PodStatus.Phase.SUCCEEDED);
        flows.awaitPhase(run, Phase.SUCCEEDED);
    }

    @Test
    void aJobThatIsDeletedFailsItsStep() {
        flows.apply("step('up') { run job('migrate') }");
        String run = flows.start(Map.of());
        Awaitility.await()
                .until(() -> flows.jobs().size() == 1
                        && !flows.cluster.boundOf(flows.jobs().get(0)).isEmpty());
        Workload job = flows.jobs().get(0);
        Pod pod = flows.cluster.boundOf(job).get(0);
        flows.cluster.respec(job.with(job.spec().removed()));
        flows.awaitStep(run, "up", FAILED);
        flows.cluster.end(pod, PodStatus.Phase.STOPPED);
        flows.awaitPhase(run, Phase.FAILED);
        assertThat(flows.step(run, "up").error()).isEqualTo("job/migrate-flow-1-up-1 was deleted");
    }
}
