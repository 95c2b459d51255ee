package dev.caravan.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Goal;
import dev.caravan.model.Mode;
import dev.caravan.model.Mode.Overlap;
import dev.caravan.model.Workload;
import dev.caravan.model.WorkloadStatus.Outcome;
import dev.caravan.testing.Given;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CronReconcilerTest {
    private final AtomicInteger uids = new AtomicInteger();

    private Harness cron(String schedule, String zone, Overlap overlap, boolean suspended) {
        Mode mode = new Mode.Cron(schedule, zone, overlap, suspended, null);
        return new Harness(
                Given.workload("report", mode, Given.template("report:1")),
                new CronReconciler(() -> "uid-" + uids.incrementAndGet()));
    }

    private static void end(Harness cron, Workload job) {
        cron.jobs.replaceAll(
                j -> j.key().equals(job.key()) ? j.with(j.status().ended("x", Outcome.COMPLETE, "", cron.now)) : j);
    }

    @Test
    void firesOnceAtEachTime() {
        Harness cron = cron("*/5 * * * *", "UTC", Overlap.ALLOW, false);
        assertThat(cron.pass().newJobs()).isEmpty();
        cron.advance(Duration.ofMinutes(5));

        Changes changes = cron.pass();
        Changes again = cron.pass();

        Workload job = changes.newJobs().get(0);
        assertThat(job.metadata().name()).isEqualTo("report-" + cron.now.getEpochSecond() / 60);
        assertThat(job.metadata().ownerReferences()).containsExactly(cron.workload.reference());
        assertThat(job.spec().mode()).isEqualTo(Mode.Job.once());
        assertThat(cron.workload.status().lastScheduled()).contains(cron.now);
        assertThat(Harness.isQuiet(again)).isTrue();
        assertThat(again.wakeAt()).contains(cron.now.plus(Duration.ofMinutes(5)));
    }

    @Test
    void onlyTheLastOfSeveralMissedTimesIsMadeUpFor() {
        Harness cron = cron("0 * * * *", "UTC", Overlap.ALLOW, false);
        cron.advance(Duration.ofMinutes(330));

        assertThat(cron.pass().newJobs()).hasSize(1);
        assertThat(cron.workload.status().lastScheduled()).contains(Instant.parse("2026-03-01T17:00:00Z"));
    }

    @Test
    void forbiddenOverlapSkipsTheTimeAndSaysSo() {
        Harness cron = cron("* * * * *", "UTC", Overlap.FORBID, false);
        cron.advance(Duration.ofMinutes(1));
        cron.pass();
        cron.advance(Duration.ofMinutes(1));
        Changes skipped = cron.pass();
        end(cron, cron.jobs.get(0));
        cron.advance(Duration.ofMinutes(1));

        assertThat(skipped.newJobs()).isEmpty();
        assertThat(skipped.notes()).extracting(Changes.Note::reason).containsExactly("Skipped");
        assertThat(cron.pass().newJobs()).hasSize(1);
    }

    @Test
    void replacingOverlapRemovesTheRunningJob() {
        Harness cron = cron("* * * * *", "UTC", Overlap.REPLACE, false);
        cron.advance(Duration.ofMinutes(1));
        cron.pass();
        cron.advance(Duration.ofMinutes(1));

        Changes changes = cron.pass();

        assertThat(changes.newJobs()).hasSize(1);
        assertThat(cron.jobs.get(0).spec().goal()).isEqualTo(Goal.REMOVED);
    }

    @Test
    void allowedOverlapRunsBoth() {
        Harness cron = cron("* * * * *", "UTC", Overlap.ALLOW, false);
        for (int i = 0; i < 2; i++) {
            cron.advance(Duration.ofMinutes(1));
            cron.pass();
        }

        assertThat(cron.jobs).hasSize(2).allMatch(job -> job.spec().goal() == Goal.RUN);
    }

    @Test
    void suspendedCronMakesNoJobNowNorForThatTimeLater() {
        Harness cron = cron("* * * * *", "UTC", Overlap.ALLOW, true);
        cron.advance(Duration.ofMinutes(3));
        cron.pass();
        Mode resumed = new Mode.Cron("* * * * *", "UTC", Overlap.ALLOW, false, null);
        cron.workload = cron.workload.with(cron.workload.spec().with(resumed));

        assertThat(cron.pass().newJobs()).isEmpty();
        assertThat(cron.jobs).isEmpty();
    }

    @Test
    void scheduleIsReadInItsZone() {
        Harness cron = cron("0 14 * * *", "Europe/Prague", Overlap.ALLOW, false);

        assertThat(cron.judge().wakeAt()).contains(Instant.parse("2026-03-01T13:00:00Z"));
        cron.advance(Duration.ofHours(1));
        assertThat(cron.pass().newJobs()).hasSize(1);
    }

    @Test
    void onlyTheLastEndedJobsAreKept() {
        Harness cron = cron("* * * * *", "UTC", Overlap.ALLOW, false);
        for (int i = 0; i < 6; i++) {
            cron.advance(Duration.ofMinutes(1));
            cron.pass();
            end(cron, cron.jobs.get(i));
        }
        cron.pass();

        assertThat(cron.jobs.stream()
                        .filter(job -> job.spec().goal() == Goal.RUN)
                        .map(job -> job.metadata().creationTimestamp()))
                .containsExactly(cron.now.minusSeconds(120), cron.now.minusSeconds(60), cron.now);
    }

    @Test
    void removedCronTakesItsJobsAlong() {
        Harness cron = cron("* * * * *", "UTC", Overlap.ALLOW, false);
        cron.advance(Duration.ofMinutes(1));
        cron.pass();
        cron.workload = cron.workload.with(cron.workload.spec().removed());
        cron.pass();
        assertThat(cron.jobs.get(0).spec().goal()).isEqualTo(Goal.REMOVED);
        assertThat(cron.removed).isFalse();

        cron.jobs.clear();
        cron.pass();

        assertThat(cron.removed).isTrue();
    }
}
