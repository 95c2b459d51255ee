package dev.caravan.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Canary;
import dev.caravan.model.Pod;
import dev.caravan.model.Workload;
import dev.caravan.testing.Given;
import org.junit.jupiter.api.Test;

class CanaryReconcilerTest {
    private final Harness web = new Harness(
            Given.service("web", 4), new ServiceReconciler(), new RollingReconciler(), new CanaryReconciler());

    private void say(dev.caravan.model.WorkloadSpec spec) {
        web.workload = new Workload(web.workload.metadata(), spec, web.workload.status());
    }

    private void tryOut(int percent) {
        say(web.workload.spec().trying(new Canary(Given.template("web:2"), percent)));
    }

    private long canaries() {
        String hash = TemplateHash.ofCanary(web.workload.spec()).orElseThrow();
        return web.live().stream()
                .filter(p -> p.spec().templateHash().equals(hash))
                .count();
    }

    @Test
    void canariesComeBesideTheServicesOwnPods() {
        web.settle();
        tryOut(5);
        web.settle();
        assertThat(canaries()).isEqualTo(1);
        assertThat(web.live()).hasSize(5);

        tryOut(50);
        web.settle();
        assertThat(canaries()).isEqualTo(2);
        assertThat(web.live()).hasSize(6);

        tryOut(25);
        web.settle();
        assertThat(canaries()).isEqualTo(1);
    }

    @Test
    void givenUpCanariesGoAndNoOtherPodDoes() {
        web.settle();
        var own = web.live();
        tryOut(50);
        web.settle();

        say(web.workload.spec().withoutCanary());
        web.settle();

        assertThat(web.live()).isEqualTo(own);
    }

    @Test
    void promotedCanariesStayAndReplaceTheRestWithoutALackOfPods() {
        web.settle();
        tryOut(50);
        web.settle();
        var tried = web.live().stream()
                .filter(p -> p.spec()
                        .templateHash()
                        .equals(TemplateHash.ofCanary(web.workload.spec()).orElseThrow()))
                .toList();

        say(web.workload.spec().promote());
        for (int i = 0; i < 50; i++) {
            web.pass();
            web.agent();
            assertThat(web.serving()).isGreaterThanOrEqualTo(4);
        }

        String hash = TemplateHash.of(web.workload.spec());
        assertThat(web.live()).hasSize(4).allMatch(p -> p.spec().templateHash().equals(hash));
        assertThat(web.live())
                .extracting(Pod::key)
                .containsAll(tried.stream().map(Pod::key).toList());
        assertThat(Harness.isQuiet(web.judge())).isTrue();
    }

    @Test
    void percentagesAreRoundedUpToWholePods() {
        assertThat(new Canary(Given.template("web:2"), 5).podsOf(3)).isEqualTo(1);
        assertThat(new Canary(Given.template("web:2"), 5).podsOf(0)).isZero();
        assertThat(new Canary(Given.template("web:2"), 7).podsOf(100)).isEqualTo(7);
        assertThat(new Canary(Given.template("web:2"), 100).podsOf(3)).isEqualTo(3);
    }
}
