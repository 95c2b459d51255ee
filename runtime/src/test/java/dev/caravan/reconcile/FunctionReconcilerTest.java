package dev.caravan.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Mode;
import dev.caravan.store.Signals.Demand;
import dev.caravan.testing.Given;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FunctionReconcilerTest {
    private static final Duration IDLE = Duration.ofSeconds(60);

    private static Harness function(int min, int max, int concurrency) {
        Mode mode = new Mode.Function(min, max, concurrency, IDLE, null, null);
        return new Harness(
                Given.workload("thumb", mode, Given.template("thumb:1")),
                new FunctionReconciler(),
                new RollingReconciler());
    }

    private static void ask(Harness function, String node, int inFlight, int waiting) {
        function.demand.put(node, new Demand(inFlight, waiting, function.now));
    }

    @Test
    void unusedFunctionHasNoPodsAndIsQuiet() {
        Changes changes = function(0, 10, 1).judge();

        assertThat(Harness.isQuiet(changes)).isTrue();
        assertThat(changes.wakeAt()).isEmpty();
    }

    @Test
    void oneWaitingRequestWakesOnePod() {
        Harness thumb = function(0, 10, 8);
        ask(thumb, "n1", 0, 1);

        Changes changes = thumb.pass();

        assertThat(changes.creates()).hasSize(1);
        assertThat(thumb.workload.status().desired()).isEqualTo(1);
        assertThat(changes.notes()).extracting(Changes.Note::message).containsExactly("from 0 to 1 by its requests");
    }

    @Test
    void demandOfAllNodesCountsByConcurrency() {
        Harness thumb = function(0, 10, 4);
        ask(thumb, "n1", 5, 0);
        ask(thumb, "n2", 2, 2);

        assertThat(thumb.pass().creates()).hasSize(3);
    }

    @Test
    void maximumCapsWhatIsAsked() {
        Harness thumb = function(0, 3, 1);
        ask(thumb, "n1", 50, 50);

        assertThat(thumb.pass().creates()).hasSize(3);
    }

    @Test
    void minimumIsThereWithoutAnyRequest() {
        Harness thumb = function(2, 10, 1);
        thumb.settle();

        assertThat(thumb.serving()).isEqualTo(2);
        assertThat(Harness.isQuiet(thumb.judge())).isTrue();
    }

    @Test
    void busyFunctionDoesNotWriteAtEachRequest() {
        Harness thumb = function(0, 10, 1);
        ask(thumb, "n1", 1, 0);
        thumb.settle();
        int writes = 0;
        for (int second = 0; second < 60; second++) {
            thumb.advance(Duration.ofSeconds(1));
            ask(thumb, "n1", 1, 0);
            if (!Harness.isQuiet(thumb.pass())) writes++;
        }

        assertThat(writes).isBetween(1, 4);
    }

    @Test
    void idleFunctionGoesBackToZeroAndNoEarlierThanItsIdleTime() {
        Harness thumb = function(0, 10, 1);
        ask(thumb, "n1", 2, 0);
        thumb.settle();
        thumb.advance(Duration.ofSeconds(14));
        ask(thumb, "n1", 2, 0);
        thumb.pass();
        ask(thumb, "n1", 0, 0);
        thumb.pass();

        thumb.advance(IDLE.minusMillis(1));
        assertThat(thumb.pass().stops()).isEmpty();
        thumb.advance(IDLE.dividedBy(4).plusMillis(1));
        Changes changes = thumb.pass();

        assertThat(changes.stops()).hasSize(2);
        assertThat(changes.notes()).extracting(Changes.Note::message).containsExactly("from 2 to 0: idle");
        thumb.settle();
        assertThat(thumb.pods).isEmpty();
        assertThat(thumb.judge().wakeAt()).isEmpty();
    }

    @Test
    void laterLookIsPlannedWhileThereArePods() {
        Harness thumb = function(0, 10, 1);
        ask(thumb, "n1", 1, 0);
        thumb.settle();
        ask(thumb, "n1", 0, 0);

        assertThat(thumb.judge().wakeAt())
                .hasValueSatisfying(at -> assertThat(at).isBetween(thumb.now, thumb.now.plus(IDLE.multipliedBy(2))));
    }

    @Test
    void demandThatIsNotToldAgainIsOver() {
        Harness thumb = function(0, 10, 1);
        ask(thumb, "n1", 3, 0);
        thumb.advance(FunctionReconciler.DEMAND_LIFETIME);

        assertThat(Harness.isQuiet(thumb.judge())).isTrue();
    }

    @Test
    void fewerPodsStayWhenFewerRequestsGoOn() {
        Harness thumb = function(0, 10, 1);
        ask(thumb, "n1", 4, 0);
        thumb.settle();
        for (int i = 0; i < 12; i++) {
            thumb.advance(Duration.ofSeconds(10));
            ask(thumb, "n1", 1, 0);
            thumb.settle();
        }

        assertThat(thumb.serving()).isEqualTo(1);
    }

    @Test
    void loweredMaximumStopsPodsAtOnce() {
        Harness thumb = function(0, 10, 1);
        ask(thumb, "n1", 4, 0);
        thumb.settle();
        Mode lower = new Mode.Function(0, 2, 1, IDLE, null, null);
        thumb.workload = thumb.workload.with(thumb.workload.spec().with(lower));

        assertThat(thumb.pass().stops()).hasSize(2);
    }

    @Test
    void removedFunctionGoesDespiteItsRequests() {
        Harness thumb = function(0, 10, 1);
        ask(thumb, "n1", 4, 0);
        thumb.settle();
        thumb.workload = thumb.workload.with(thumb.workload.spec().removed());
        thumb.settle();

        assertThat(thumb.removed).isTrue();
        assertThat(thumb.pods).isEmpty();
    }
}
