package dev.caravan.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Goal;
import dev.caravan.model.Mode;
import dev.caravan.model.Pod;
import dev.caravan.model.Rollout;
import dev.caravan.model.Workload;
import dev.caravan.model.WorkloadSpec;
import dev.caravan.testing.Given;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RollbackReconcilerTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Mode MODE = new Mode.Service(3, new Rollout.Rolling(1, 0, Optional.of(LIMIT)), null);

    private final Harness web = new Harness(
            Given.workload("web", MODE, Given.template("web:1")),
            new ServiceReconciler(),
            new RollingReconciler(),
            new RollbackReconciler());

    @BeforeEach
    void settle() {
        web.settle();
    }

    private void say(String image) {
        WorkloadSpec wanted = Given.workload("web", MODE, Given.template(image)).spec();
        web.workload = new Workload(web.workload.metadata(), wanted.over(web.workload.spec()), web.workload.status());
    }

    /** Passes of the driver while the agents get no pod of the image ready. */
    private void passWithout(String image) {
        for (int i = 0; i < 10; i++) {
            web.pass();
            List.copyOf(web.pods).stream()
                    .filter(p -> p.spec().goal() == Goal.REMOVED || !isOf(p, image))
                    .forEach(web::agentOn);
        }
    }

    private static boolean isOf(Pod pod, String image) {
        return pod.spec()
                .template()
                .containers()
                .get(0)
                .image()
                .filter(image::equals)
                .isPresent();
    }

    @Test
    void rolloutThatComesUpInTimeStays() {
        say("web:2");
        web.settle();
        web.advance(LIMIT.multipliedBy(2));
        web.settle();
        assertThat(web.workload.spec().template()).isEqualTo(Given.template("web:2"));
        assertThat(web.workload.status().rollout().stable()).contains(Given.template("web:2"));
    }

    @Test
    void rolloutThatDoesNotComeUpIsTakenBackAndToldAndTheOldPodsNeverStopped() {
        List<Pod> old = web.live();
        say("broken");
        passWithout("broken");
        web.advance(LIMIT.minusSeconds(1));
        assertThat(web.pass().spec()).isEmpty();
        web.advance(Duration.ofSeconds(1));

        Changes changes = web.pass();

        assertThat(changes.notes()).singleElement().satisfies(note -> {
            assertThat(note.reason()).isEqualTo("RolledBack");
            assertThat(note.message()).contains("were not all ready after 2m");
        });
        web.settle();
        assertThat(web.workload.spec().template()).isEqualTo(Given.template("web:1"));
        assertThat(web.workload.status().rollout().rolledBack()).startsWith("rolled back");
        assertThat(web.live()).isEqualTo(old);
    }

    @Test
    void whatFailedStaysAwayUntilTheScriptSaysAnother() {
        say("broken");
        passWithout("broken");
        web.advance(LIMIT);
        web.pass();
        web.settle();

        say("broken");
        web.settle();
        assertThat(web.workload.spec().template()).isEqualTo(Given.template("web:1"));

        say("web:3");
        web.settle();
        assertThat(web.workload.spec().template()).isEqualTo(Given.template("web:3"));
        assertThat(web.workload.status().rollout().rolledBack()).isEmpty();
    }

    @Test
    void firstTemplateHasNothingToGoBackTo() {
        Harness fresh = new Harness(
                Given.workload("db", MODE, Given.template("broken")),
                new ServiceReconciler(),
                new RollingReconciler(),
                new RollbackReconciler());
        fresh.pass();
        fresh.advance(LIMIT.multipliedBy(3));
        assertThat(fresh.pass().spec()).isEmpty();
    }
}
