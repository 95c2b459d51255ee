package dev.caravan.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Mode;
import dev.caravan.model.Pod;
import dev.caravan.model.PodStatus.Phase;
import dev.caravan.model.Workload;
import dev.caravan.testing.Given;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RollingReconcilerTest {
    private static Harness service(int replicas, int surge, int unavailable) {
        Workload web = Given.workload("web", Given.rolling(replicas, surge, unavailable), Given.template("web:1"));
        return new Harness(web, new ServiceReconciler(), new RollingReconciler());
    }

    private static void roll(Harness web, String image) {
        Mode mode = web.workload.spec().mode();
        web.workload = web.workload.with(
                Given.workload("web", mode, Given.template(image)).spec());
    }

    @Test
    void oneNewPodComesBeforeAnOldOneGoes() {
        Harness web = service(2, 1, 0);
        web.settle();
        roll(web, "web:2");

        Changes first = web.pass();
        assertThat(first.creates()).hasSize(1);
        assertThat(first.stops()).isEmpty();

        web.agent();
        assertThat(Harness.isQuiet(web.pass())).as("until the new pod is ready").isTrue();

        web.agent();
        assertThat(web.pass().stops()).extracting(Changes.Ending::reason).containsExactly("replaced by a new revision");
    }

    @Test
    void withoutSurgeAnOldPodGoesFirst() {
        Harness web = service(2, 0, 1);
        web.settle();
        roll(web, "web:2");

        Changes first = web.pass();

        assertThat(first.stops()).hasSize(1);
        assertThat(first.creates()).hasSize(1);
    }

    @Test
    void newRevisionThatNeverGetsReadyLeavesTheOldOneServing() {
        Harness web = service(3, 1, 0);
        web.settle();
        roll(web, "broken");
        for (int i = 0; i < 10; i++) {
            web.pass();
            web.pods.stream()
                    .filter(p -> p.spec().goal() == dev.caravan.model.Goal.REMOVED)
                    .toList()
                    .forEach(web::agentOn);
        }

        assertThat(web.serving()).isEqualTo(3);
        assertThat(web.live()).hasSize(4);
    }

    @Test
    void rollingBackDropsTheNewPodsAndKeepsTheOld() {
        Harness web = service(3, 1, 0);
        web.settle();
        List<Pod> old = List.copyOf(web.pods);
        roll(web, "broken");
        web.pass();
        roll(web, "web:1");
        web.settle();

        assertThat(web.pods).containsExactlyInAnyOrderElementsOf(old);
    }

    @Test
    void oldPodsThatServeNobodyGoAtOnce() {
        Harness web = service(3, 1, 0);
        web.pass();
        web.agent();
        roll(web, "web:2");

        Changes changes = web.pass();

        assertThat(changes.stops()).hasSize(3);
        assertThat(changes.creates()).hasSize(3);
    }

    /** Random agents, deaths, scalings and new revisions in mid-rollout, from a seed. */
    @Property(tries = 200)
    void neverTooManyAndNeverTooFewAndQuietInTheEnd(
            @ForAll @IntRange(min = 0, max = 6) int replicas,
            @ForAll @IntRange(max = 3) int surge,
            @ForAll @IntRange(max = 3) int unavailable,
            @ForAll long seed) {
        Assume.that(surge + unavailable > 0);
        Random random = new Random(seed);
        Harness web = service(replicas, surge, unavailable);
        int wanted = replicas;
        for (int step = 0; step < 120; step++) {
            switch (random.nextInt(20)) {
                case 0 -> roll(web, "web:" + random.nextInt(3));
                case 1 -> {
                    wanted = random.nextInt(7);
                    web.workload =
                            web.workload.with(web.workload.spec().with(Given.rolling(wanted, surge, unavailable)));
                }
                case 2 -> some(web, random).ifPresent(pod -> web.end(pod, Phase.FAILED));
                case 3 ->
                    some(web, random).ifPresent(pod -> {
                        if (pod.isServing()) web.replace(pod, Given.ready(pod, false));
                    });
                default -> some(web, random).ifPresent(web::agentOn);
            }
            if (random.nextBoolean()) checkedPass(web, wanted, surge, unavailable);
        }
        web.settle();
        assertThat(web.serving()).isEqualTo(wanted);
        assertThat(web.pods).hasSize(wanted);
        assertThat(Harness.isQuiet(web.judge())).isTrue();
    }

    private static java.util.Optional<Pod> some(Harness web, Random random) {
        if (web.pods.isEmpty()) return java.util.Optional.empty();
        return java.util.Optional.of(web.pods.get(random.nextInt(web.pods.size())));
    }

    private static void checkedPass(Harness web, int wanted, int surge, int unavailable) {
        long serving = web.serving();
        Changes changes = web.pass();
        if (!changes.creates().isEmpty()) {
            assertThat(web.live()).as("live pods after a creation").hasSizeLessThanOrEqualTo(wanted + surge);
        }
        boolean took = web.serving() < serving;
        if (took) assertThat(web.serving()).as("ready pods left").isGreaterThanOrEqualTo(wanted - unavailable);
    }
}
