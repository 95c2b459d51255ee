package dev.caravan.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Mode;
import dev.caravan.model.Placement;
import dev.caravan.model.Placement.LabelRequirement;
import dev.caravan.model.PodStatus.Phase;
import dev.caravan.model.PodTemplate;
import dev.caravan.testing.Given;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DaemonReconcilerTest {
    private static Harness daemon(PodTemplate template) {
        Harness harness = new Harness(
                Given.workload("logs", new Mode.Daemon(), template), new DaemonReconciler(), new RollingReconciler());
        harness.node(Given.node("n2"));
        harness.node(Given.node("n3"));
        return harness;
    }

    private static List<String> nodes(Harness daemon) {
        return daemon.pods.stream()
                .map(p -> p.spec().node().orElseThrow())
                .sorted()
                .toList();
    }

    @Test
    void everyNodeGetsOnePod() {
        Harness daemon = daemon(Given.template("logs:1"));
        daemon.settle();

        assertThat(nodes(daemon)).containsExactly("n1", "n2", "n3");
        assertThat(Harness.isQuiet(daemon.judge())).isTrue();
    }

    @Test
    void newNodeGetsItsPodAndAGoneOneLosesIt() {
        Harness daemon = daemon(Given.template("logs:1"));
        daemon.settle();
        daemon.node(Given.node("n4"));
        daemon.nodes.remove("n2");
        daemon.settle();

        assertThat(nodes(daemon)).containsExactly("n1", "n3", "n4");
    }

    @Test
    void onlyNodesWithTheLabelGetOne() {
        Placement front = new Placement(List.of(new LabelRequirement("tier", List.of("front"))), null, null, null);
        Harness daemon = daemon(Given.template(front));
        daemon.node(Given.labelled(Given.node("n2"), "tier", "front"));
        daemon.settle();
        assertThat(nodes(daemon)).containsExactly("n2");

        daemon.node(Given.node("n2"));
        daemon.settle();
        assertThat(daemon.pods).isEmpty();
    }

    @Test
    void taintedNodeGetsOneOnlyIfTolerated() {
        Harness strict = daemon(Given.template("logs:1"));
        strict.node(Given.tainted(Given.node("n2"), "gpu", "", "NoSchedule"));
        strict.settle();
        Harness tolerant = daemon(Given.template(new Placement(null, null, null, List.of("gpu"))));
        tolerant.node(Given.tainted(Given.node("n2"), "gpu", "", "NoSchedule"));
        tolerant.settle();

        assertThat(nodes(strict)).containsExactly("n1", "n3");
        assertThat(nodes(tolerant)).containsExactly("n1", "n2", "n3");
    }

    @Test
    void softTaintKeepsNoDaemonAway() {
        Harness daemon = daemon(Given.template("logs:1"));
        daemon.node(Given.tainted(Given.node("n2"), "old", "", "PreferNoSchedule"));
        daemon.settle();

        assertThat(nodes(daemon)).containsExactly("n1", "n2", "n3");
    }

    @Test
    void newTemplateReplacesOneNodeAtATime() {
        Harness daemon = daemon(Given.template("logs:1"));
        daemon.settle();
        daemon.workload = Given.workload("logs", new Mode.Daemon(), Given.template("logs:2"));
        for (int i = 0; i < 40; i++) {
            daemon.pass();
            assertThat(daemon.serving()).isGreaterThanOrEqualTo(2);
            daemon.agent();
        }

        String hash = TemplateHash.of(daemon.workload.spec());
        assertThat(daemon.pods).hasSize(3).allMatch(p -> p.spec().templateHash().equals(hash));
    }

    @Test
    void podThatEndedIsReplacedOnItsNode() {
        Harness daemon = daemon(Given.template("logs:1"));
        daemon.settle();
        String node = daemon.pods.get(1).spec().node().orElseThrow();
        daemon.end(daemon.pods.get(1), Phase.FAILED);

        assertThat(daemon.judge().creates()).extracting(Changes.NewPod::node).containsExactly(Optional.of(node));
    }

    @Test
    void silentNodeGetsNoNewPod() {
        Harness daemon = daemon(Given.template("logs:1"));
        daemon.settle();
        daemon.node(Given.silentSince(Given.node("n2"), daemon.now));
        daemon.advance(Duration.ofMinutes(1));
        daemon.settle();
        assertThat(nodes(daemon)).containsExactly("n1", "n3");

        daemon.node(Given.node("n2"));
        daemon.settle();
        assertThat(nodes(daemon)).containsExactly("n1", "n2", "n3");
    }

    @Test
    void removedDaemonGoesFromAllNodes() {
        Harness daemon = daemon(Given.template("logs:1"));
        daemon.settle();
        daemon.workload = daemon.workload.with(daemon.workload.spec().removed());
        daemon.settle();

        assertThat(daemon.removed).isTrue();
        assertThat(daemon.pods).isEmpty();
    }
}
