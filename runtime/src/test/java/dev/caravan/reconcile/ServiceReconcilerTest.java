package dev.caravan.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Node;
import dev.caravan.model.Pod;
import dev.caravan.model.PodStatus.Phase;
import dev.caravan.testing.Given;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceReconcilerTest {
    private final Harness web = new Harness(Given.service("web", 3), new ServiceReconciler(), new RollingReconciler());

    private void scaleTo(int replicas) {
        web.workload = web.workload.with(web.workload.spec().with(Given.replicas(replicas)));
    }

    @Test
    void newServiceGetsAllItsPodsAtOnce() {
        Changes changes = web.judge();

        assertThat(changes.creates()).extracting(Changes.NewPod::slot).containsExactly(0, 1, 2);
    }

    @Test
    void settledServiceIsQuiet() {
        web.settle();

        assertThat(web.serving()).isEqualTo(3);
        assertThat(Harness.isQuiet(web.judge())).isTrue();
    }

    @Test
    void scalingUpFillsTheNextSlots() {
        web.settle();
        scaleTo(5);

        assertThat(web.pass().creates()).extracting(Changes.NewPod::slot).containsExactly(3, 4);
    }

    @Test
    void scalingDownStopsTheHighestSlots() {
        web.settle();
        scaleTo(1);

        Changes changes = web.pass();

        assertThat(changes.stops()).extracting(e -> e.pod().spec().slot()).containsExactlyInAnyOrder(1, 2);
        assertThat(changes.stops()).extracting(Changes.Ending::reason).containsOnly("scaled down to 1");
    }

    @Test
    void scalingDownSparesPodsThatServe() {
        web.settle();
        Pod slotZero = web.pods.get(0);
        web.replace(slotZero, Given.ready(slotZero, false));
        scaleTo(2);

        assertThat(web.pass().stops()).extracting(e -> e.pod().spec().slot()).containsExactly(0);
    }

    @Test
    void unboundPodsAreForgottenAtOnceWhenScalingDown() {
        for (int i = 0; i < 3; i++) web.pods.add(Given.pod(web.workload, i));
        scaleTo(0);

        Changes changes = web.pass();

        assertThat(changes.stops()).isEmpty();
        assertThat(changes.deletes()).hasSize(3);
    }

    @Test
    void podThatEndedIsReplacedByTheNextIncarnation() {
        web.settle();
        web.end(web.pods.get(1), Phase.FAILED);

        Changes changes = web.pass();

        assertThat(changes.deletes()).extracting(Changes.Ending::reason).containsExactly("ended by itself: ");
        assertThat(changes.creates())
                .containsExactly(
                        new Changes.NewPod(TemplateHash.of(web.workload.spec()), 1, 1, java.util.Optional.empty()));
    }

    @Test
    void podsOfALostNodeAreReplacedAfterReplaceAfterAndNotBefore() {
        web.node(Given.node("n2"));
        web.settle();
        web.node(Given.silentSince(Given.node("n1"), web.now));

        web.advance(Duration.ofMillis(2999));
        Changes before = web.judge();
        web.advance(Duration.ofMillis(1));
        Changes after = web.judge();

        assertThat(Harness.isQuiet(before)).isTrue();
        assertThat(before.wakeAt()).contains(web.now);
        assertThat(after.deletes()).hasSize(3);
        assertThat(after.deletes().get(0).reason()).isEqualTo("its node n1 is lost");
        assertThat(after.creates()).hasSize(3).allMatch(pod -> pod.incarnation() == 1);
    }

    @Test
    void returningNodeKeepsItsPods() {
        web.node(Given.node("n2"));
        web.settle();
        web.node(Given.silentSince(Given.node("n1"), web.now));
        web.advance(Duration.ofSeconds(2));
        web.pass();
        web.node(Given.node("n1"));
        web.advance(Duration.ofSeconds(20));

        assertThat(Harness.isQuiet(web.judge())).isTrue();
    }

    @Test
    void disasterStopsReplacement() {
        web.node(Given.node("n2"));
        web.node(Given.node("n3"));
        web.settle();
        for (Node node : List.copyOf(web.nodes.values())) {
            if (!node.name().equals("n3")) web.node(Given.silentSince(node, web.now));
        }
        web.advance(Duration.ofHours(1));

        assertThat(Harness.isQuiet(web.judge())).isTrue();
    }

    @Test
    void podsOfANodeThatIsGoneForGoodAreReplacedEvenInADisaster() {
        web.settle();
        web.nodes.clear();
        web.node(Given.silentSince(Given.node("n2"), web.now));

        assertThat(web.judge().deletes()).hasSize(3);
    }

    @Test
    void removedServiceGoesAfterItsLastPod() {
        web.settle();
        web.workload = web.workload.with(web.workload.spec().removed());

        Changes first = web.pass();
        web.agent();
        Changes second = web.pass();

        assertThat(first.stops()).extracting(Changes.Ending::reason).containsOnly("service/web was deleted");
        assertThat(first.removesWorkload()).isFalse();
        assertThat(second.removesWorkload()).isTrue();
        assertThat(web.pods).isEmpty();
    }

    @Test
    void restartReplacesThePodsThoughTheTemplateIsTheSame() {
        web.settle();
        String before = web.pods.get(0).spec().templateHash();
        web.workload = web.workload.with(web.workload.spec().withSerial(1));
        web.settle();

        assertThat(web.serving()).isEqualTo(3);
        assertThat(web.pods).noneMatch(p -> p.spec().templateHash().equals(before));
    }
}
