package dev.caravan.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Goal;
import dev.caravan.model.Mode;
import dev.caravan.model.Pod;
import dev.caravan.model.PodStatus.Phase;
import dev.caravan.model.WorkloadStatus.Outcome;
import dev.caravan.testing.Given;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobReconcilerTest {
    private static Harness job(Mode.Job mode) {
        return new Harness(Given.workload("migrate", mode, Given.template("migrate:1")), new JobReconciler());
    }

    private static Mode.Job mode(int completions, int parallelism, int retries, Duration timeout) {
        Duration backoff = Duration.ofSeconds(10);
        Duration most = Duration.ofSeconds(35);
        return new Mode.Job(false, completions, parallelism, retries, backoff, most, Optional.ofNullable(timeout));
    }

    private static Pod last(Harness job) {
        return job.pods.get(job.pods.size() - 1);
    }

    @Test
    void completesAndKeepsItsPodAsARecord() {
        Harness job = job(Mode.Job.once());
        job.settle();
        job.end(last(job), Phase.SUCCEEDED);
        Changes changes = job.pass();

        assertThat(job.workload.status().outcome()).isEqualTo(Outcome.COMPLETE);
        assertThat(job.workload.status().message()).isEqualTo("1 of 1 succeeded");
        assertThat(changes.notes()).extracting(Changes.Note::reason).containsExactly("Complete");
        assertThat(job.pods).hasSize(1);
        job.advance(Duration.ofDays(1));
        assertThat(Harness.isQuiet(job.judge())).isTrue();
    }

    @Test
    void runsAsManyAtATimeAsItMayAndNoMoreThanItNeeds() {
        Harness job = job(mode(5, 2, 0, null));
        assertThat(job.pass().creates()).hasSize(2);
        job.end(job.pods.get(0), Phase.SUCCEEDED);
        assertThat(job.pass().creates()).hasSize(1);
        for (int i = 1; i <= 3; i++) {
            job.end(job.pods.get(i), Phase.SUCCEEDED);
            job.pass();
        }

        assertThat(job.live()).as("the fifth").hasSize(1);
        job.end(last(job), Phase.SUCCEEDED);
        job.pass();
        assertThat(job.workload.status().message()).isEqualTo("5 of 5 succeeded");
    }

    @Test
    void failedPodsAreTriedAgainAfterAGrowingPause() {
        Harness job = job(mode(1, 1, 5, null));
        job.pass();
        for (int seconds : new int[] {10, 20, 35, 35}) {
            job.end(last(job), Phase.FAILED);
            Changes waiting = job.judge();
            assertThat(waiting.creates()).isEmpty();
            assertThat(waiting.wakeAt()).contains(job.now.plusSeconds(seconds));
            job.advance(Duration.ofSeconds(seconds).minusMillis(1));
            assertThat(job.pass().creates()).isEmpty();
            job.advance(Duration.ofMillis(1));
            assertThat(job.pass().creates()).as("after %s s", seconds).hasSize(1);
        }
    }

    @Test
    void failureWithoutATimeIsTriedAgainToo() {
        Harness job = job(mode(1, 1, 5, null));
        job.pass();
        Pod pod = last(job);
        job.replace(
                pod,
                pod.with(new dev.caravan.model.PodStatus(
                        Phase.FAILED, false, null, null, null, "Lost", "", null, null)));
        job.advance(Duration.ofSeconds(30));

        assertThat(job.pass().creates()).hasSize(1);
    }

    @Test
    void failsAfterItsRetries() {
        Harness job = job(mode(1, 1, 1, null));
        job.pass();
        for (int i = 0; i < 2; i++) {
            job.end(last(job), Phase.FAILED);
            job.pass();
            job.advance(Duration.ofMinutes(1));
            job.pass();
        }

        assertThat(job.workload.status().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(job.workload.status().message()).startsWith("failed 2 times");
        assertThat(job.live()).isEmpty();
    }

    @Test
    void failsAtItsDeadlineAndStopsWhatRuns() {
        Harness job = job(mode(1, 1, 3, Duration.ofMinutes(1)));
        job.settle();
        assertThat(job.judge().wakeAt()).contains(Given.NOW.plusSeconds(60));
        job.advance(Duration.ofSeconds(60));

        Changes changes = job.pass();

        assertThat(changes.stops()).extracting(Changes.Ending::reason).containsExactly("its job has ended");
        assertThat(job.workload.status().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(job.workload.status().message()).isEqualTo("took longer than PT1M");
    }

    @Test
    void podOfALostNodeIsReplacedWithoutCountingAsAFailure() {
        Harness job = job(mode(1, 1, 0, null));
        job.node(Given.node("n2"));
        job.settle();
        job.node(Given.silentSince(Given.node("n1"), job.now));
        job.advance(Duration.ofSeconds(3));

        assertThat(job.pass().creates()).hasSize(1);
        assertThat(job.workload.status().outcome()).isEqualTo(Outcome.NONE);
    }

    @Test
    void manualJobRunsOnlyWhenAskedTo() {
        Mode manual = new Mode.Job(true, 1, 1, 0, null, null, Optional.empty());
        Harness job = job((Mode.Job) manual);
        assertThat(Harness.isQuiet(job.judge())).isTrue();

        job.workload = job.workload.with(job.workload.spec().withSerial(1));

        assertThat(job.pass().creates()).hasSize(1);
    }

    @Test
    void changedSpecRunsAgainAndClearsTheOldRun() {
        Harness job = job(Mode.Job.once());
        job.settle();
        job.end(last(job), Phase.SUCCEEDED);
        job.pass();
        String before = job.workload.status().run();
        job.workload = job.workload.with(Given.workload("migrate", Mode.Job.once(), Given.template("migrate:2"))
                .spec());

        Changes changes = job.pass();

        assertThat(changes.creates()).hasSize(1);
        assertThat(changes.deletes()).extracting(Changes.Ending::reason).containsExactly("of an earlier run");
        job.end(last(job), Phase.SUCCEEDED);
        job.pass();
        assertThat(job.workload.status().run()).isNotEqualTo(before);
        assertThat(job.workload.status().outcome()).isEqualTo(Outcome.COMPLETE);
    }

    @Test
    void removedJobClearsItsRecordsAndGoes() {
        Harness job = job(mode(2, 2, 0, null));
        job.settle();
        job.end(last(job), Phase.SUCCEEDED);
        job.workload = job.workload.with(job.workload.spec().removed());
        job.settle();

        assertThat(job.pods).isEmpty();
        assertThat(job.removed).isTrue();
        assertThat(job.workload.spec().goal()).isEqualTo(Goal.REMOVED);
    }
}
