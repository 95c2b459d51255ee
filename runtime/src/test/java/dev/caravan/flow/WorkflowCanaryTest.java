package dev.caravan.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Kind;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.RunStatus.Phase;
import dev.caravan.model.StepStatus.State;
import dev.caravan.model.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkflowCanaryTest {
    private static final String CANARY = """
            input { text 'tag' }
            canary('web') {
                image "web:${input('tag')}"
                stages 25.percent, 50.percent
                hold 10.minutes
                gate metric('http_error_ratio').below(0.01), over: 5.minutes
                compensate { restore 'web' }
            }
            """;

    private final WorkflowCluster flows = new WorkflowCluster();

    @AfterEach
    void close() {
        flows.close();
    }

    private Workload web() {
        return flows.cluster.workload(new ObjectKey(Kind.SERVICE, "default", "web"));
    }

    private List<Pod> canaries() {
        return flows.cluster.boundOf(web()).stream()
                .filter(pod -> pod.spec()
                        .template()
                        .containers()
                        .get(0)
                        .image()
                        .orElse("")
                        .equals("web:2"))
                .toList();
    }

    private void makeCanariesReady(int count) {
        Awaitility.await(count + " canaries").until(() -> canaries().size() == count);
        canaries().forEach(flows.cluster::makeReady);
    }

    private static String image(Workload service) {
        return service.spec().template().containers().get(0).image().orElseThrow();
    }

    @Test
    void eachStageWaitsForItsPodsIsHeldAndPassesItsGates() {
        flows.apply(CANARY + "approve('go') { }\nstep('promote') { promote 'web' }");
        flows.cluster.outside.metrics.put("http_error_ratio", 0.001);
        String run = flows.start(Map.of("tag", "2"));
        Awaitility.await().until(() -> web().spec().canary().isPresent());
        assertThat(web().spec().canary().orElseThrow().percent()).isEqualTo(25);
        makeCanariesReady(1);
        flows.awaitStep(run, "web", State.WAITING);
        flows.advance(Duration.ofMinutes(9));
        assertThat(flows.step(run, "web").stage()).isZero();
        flows.advance(Duration.ofMinutes(1));
        Awaitility.await().until(() -> web().spec().canary().orElseThrow().percent() == 50);
        makeCanariesReady(2);
        flows.awaitStep(run, "web", State.WAITING);
        flows.advance(Duration.ofMinutes(10));
        flows.awaitStep(run, "web", State.SUCCEEDED);
        assertThat(image(web())).isEqualTo("web:1");
        flows.vote(run, "go", "alice", true);
        flows.awaitPhase(run, Phase.SUCCEEDED);
        assertThat(image(web())).isEqualTo("web:2");
        assertThat(web().spec().canary()).isEmpty();
    }

    @Test
    void aGateThatFailsEndsTheCanaryBeforeItsTime() {
        flows.apply(CANARY + "onFailure { compensateAll() }");
        flows.cluster.outside.metrics.put("http_error_ratio", 0.001);
        String run = flows.start(Map.of("tag", "2"));
        makeCanariesReady(1);
        flows.awaitStep(run, "web", State.WAITING);
        flows.cluster.outside.metrics.put("http_error_ratio", 0.2);
        flows.advance(Duration.ofMinutes(6));
        flows.awaitPhase(run, Phase.COMPENSATED);
        assertThat(web().spec().canary()).isEmpty();
        assertThat(flows.step(run, "web").error())
                .isEqualTo("at 25%: http_error_ratio is 0.2, should be http_error_ratio below 0.01");
    }

    @Test
    void aGateOfWhichNothingWasMeasuredDoesNotPass() {
        flows.apply(CANARY);
        String run = flows.start(Map.of("tag", "2"));
        makeCanariesReady(1);
        flows.awaitStep(run, "web", State.WAITING);
        flows.advance(Duration.ofMinutes(10));
        flows.awaitPhase(run, Phase.FAILED);
        assertThat(flows.step(run, "web").error()).contains("nothing was measured of http_error_ratio over 5 min");
    }

    @Test
    void whatWasPromotedGoesBackWhenALaterStepFails() {
        flows.apply(
                CANARY.replace("gate metric('http_error_ratio').below(0.01), over: 5.minutes", "")
                        + "step('promote') { promote 'web' }\nstep('later') { run job('migrate') }\nonFailure { compensateAll() }");
        String run = flows.start(Map.of("tag", "2"));
        makeCanariesReady(1);
        flows.awaitStep(run, "web", State.WAITING);
        flows.advance(Duration.ofMinutes(10));
        makeCanariesReady(2);
        Awaitility.await().until(() -> flows.step(run, "web").stage() == 1);
        flows.awaitStep(run, "web", State.WAITING);
        flows.advance(Duration.ofMinutes(10));
        flows.awaitStep(run, "promote", State.SUCCEEDED);
        assertThat(image(web())).isEqualTo("web:2");
        flows.end("migrate-flow-1-later-1", dev.caravan.model.PodStatus.Phase.FAILED);
        flows.awaitPhase(run, Phase.COMPENSATED);
        assertThat(image(web())).isEqualTo("web:1");
        assertThat(web().spec().promoted()).isEmpty();
    }

    @Test
    void aCanaryThatSomebodyTookAwayFails() {
        flows.apply(CANARY);
        String run = flows.start(Map.of("tag", "2"));
        makeCanariesReady(1);
        flows.awaitStep(run, "web", State.WAITING);
        flows.cluster.respec(web().with(web().spec().withoutCanary()));
        flows.look();
        flows.awaitPhase(run, Phase.FAILED);
        assertThat(flows.step(run, "web").error()).isEqualTo("the canary of service/web was taken away");
    }
}
