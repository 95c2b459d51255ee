package dev.caravan.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Goal;
import dev.caravan.model.Mode;
import dev.caravan.model.Pod;
import dev.caravan.model.Rollout;
import dev.caravan.testing.Given;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecreateReconcilerTest {
    private final Mode.Service mode = new Mode.Service(2, new Rollout.Recreate(), null);
    private final Harness db = new Harness(
            Given.workload("db", mode, Given.template("db:1")), new ServiceReconciler(), new RecreateReconciler());

    @Test
    void noNewPodStartsBeforeTheLastOldOneIsGone() {
        db.settle();
        db.workload = Given.workload("db", mode, Given.template("db:2"));

        Changes stop = db.pass();
        Changes wait = db.pass();
        Pod first = db.pods.get(0);
        db.agentOn(first);
        Changes half = db.pass();
        db.agent();
        Changes start = db.pass();

        assertThat(stop.stops()).hasSize(2);
        assertThat(stop.creates()).isEmpty();
        assertThat(Harness.isQuiet(wait)).isTrue();
        assertThat(half.deletes()).hasSize(1);
        assertThat(half.creates()).isEmpty();
        assertThat(start.creates()).hasSize(2);
    }

    @Test
    void scalesUpAndDownWithinARevision() {
        db.settle();
        db.workload = db.workload.with(db.workload.spec().with(mode.withReplicas(3)));
        db.settle();
        assertThat(db.serving()).isEqualTo(3);

        db.workload = db.workload.with(db.workload.spec().with(mode.withReplicas(1)));
        db.settle();
        assertThat(db.serving()).isEqualTo(1);
        assertThat(Harness.isQuiet(db.judge())).isTrue();
    }

    @Test
    void removedServiceStartsNothing() {
        db.settle();
        db.workload = db.workload.with(db.workload.spec().removed());
        db.settle();

        assertThat(db.removed).isTrue();
        assertThat(db.pods).isEqualTo(List.of());
        assertThat(db.workload.spec().goal()).isEqualTo(Goal.REMOVED);
    }
}
