package dev.caravan.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.ContainerSpec;
import dev.caravan.model.Node;
import dev.caravan.model.Placement;
import dev.caravan.model.Placement.LabelRequirement;
import dev.caravan.model.Pod;
import dev.caravan.model.PodTemplate;
import dev.caravan.model.Resources;
import dev.caravan.testing.Given;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FiltersTest {
    private final Pod pod = pod(Given.template("web:1"));

    @Test
    void freeNodeTakesThePod() {
        assertThat(refusal(pod, Given.node("n1"))).isEmpty();
    }

    @Test
    void silentNodeIsNotReady() {
        assertThat(refusal(pod, Given.silentSince(Given.node("n1"), Given.NOW))).contains("is not ready");
    }

    @Test
    void cordonedNodeSaysSo() {
        assertThat(refusal(pod, Given.cordoned(Given.node("n1")))).contains("is cordoned");
    }

    @Test
    void taintKeepsPodsAwayThatDoNotTolerateIt() {
        Node node = Given.tainted(Given.node("n1"), "gpu", "yes", "NoSchedule");

        assertThat(refusal(pod, node)).contains("has the taint gpu=yes:NoSchedule");
        assertThat(refusal(pod(placement(List.of(), List.of("gpu"))), node)).isEmpty();
        assertThat(refusal(pod(placement(List.of(), List.of("*"))), node)).isEmpty();
        assertThat(refusal(pod(placement(List.of(), List.of("ssd"))), node)).isPresent();
    }

    @Test
    void preferredTaintKeepsNobodyAway() {
        assertThat(refusal(pod, Given.tainted(Given.node("n1"), "old", "", "PreferNoSchedule")))
                .isEmpty();
    }

    @Test
    void nodeOfProcessesRefusesPureImages() {
        assertThat(refusal(pod, Given.running(Given.node("n1"), "process")))
                .contains("runs processes only; container main has no process form");
    }

    @Test
    void nodeOfImagesRefusesPureProcesses() {
        var process = Optional.of(new ContainerSpec.ProcessForm(List.of("java"), ""));
        var container = new ContainerSpec(
                "main", Optional.empty(), process, null, null, null, null, null, null, null, null, null, false);
        Pod pure = pod(new PodTemplate(Map.of(), List.of(container), null, null));

        assertThat(refusal(pure, Given.node("n1"))).contains("runs images only; container main has no image");
        assertThat(refusal(pure, Given.running(Given.node("n1"), "process"))).isEmpty();
    }

    @Test
    void fullNodeSaysHowMuchItLacks() {
        Pod cpuHungry = pod(Given.template(Resources.of(1500, 0)));
        Pod memoryHungry = pod(Given.template(Resources.of(0, 3 * Given.GB)));

        assertThat(refusal(cpuHungry, Given.node("n1", 1000, Given.GB))).contains("lacks 500m of cpu");
        assertThat(refusal(memoryHungry, Given.node("n1", 1000, Given.GB))).contains("lacks 2gb of memory");
        assertThat(refusal(pod(Given.template(Resources.of(1000, Given.GB))), Given.node("n1", 1000, Given.GB)))
                .isEmpty();
    }

    @Test
    void requiredLabelMustBeThere() {
        Pod front = pod(placement(List.of(new LabelRequirement("tier", List.of("front"))), List.of()));
        Pod any = pod(placement(List.of(new LabelRequirement("tier", List.of())), List.of()));

        assertThat(refusal(front, Given.node("n1"))).contains("has no label tier=front");
        assertThat(refusal(front, Given.labelled(Given.node("n1"), "tier", "back")))
                .contains("has no label tier=front");
        assertThat(refusal(front, Given.labelled(Given.node("n1"), "tier", "front")))
                .isEmpty();
        assertThat(refusal(any, Given.labelled(Given.node("n1"), "tier", "back")))
                .isEmpty();
    }

    private static PodTemplate placement(List<LabelRequirement> require, List<String> tolerate) {
        return Given.template(new Placement(require, List.of(), List.of(), tolerate));
    }

    private static Pod pod(PodTemplate template) {
        return Given.pod(Given.workload("web", Given.replicas(1), template), 0);
    }

    private static Optional<String> refusal(Pod pod, Node node) {
        Set<Constraint> constraints = EnumSet.allOf(Constraint.class);
        return Scheduler.refusal(pod, NodeView.of(List.of(node), List.of()).get(0), constraints);
    }
}
