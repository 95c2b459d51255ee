package dev.caravan.reconcile;

import dev.caravan.model.CronSchedule;
import dev.caravan.model.Event;
import dev.caravan.model.Goal;
import dev.caravan.model.Metadata;
import dev.caravan.model.Mode;
import dev.caravan.model.Workload;
import dev.caravan.model.WorkloadSpec;
import dev.caravan.model.WorkloadStatus;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes a job at each time of a cron's schedule. Of several times that were missed, while nothing drove the cluster, only
 * the last is made up for.
 */
public final class CronReconciler implements Reconciler {
    /** Ended jobs that are kept for their logs. */
    static final int KEPT_JOBS = 3;

    private static final int MAX_MISSED = 10_000;

    private final Supplier<String> uids;

    /** @param uids gives each job its uid */
    public CronReconciler(Supplier<String> uids) {
        this.uids = uids;
    }

    @Override
    public void reconcile(Observation observed, Changes changes) {
        Workload cron = observed.workload();
        List<Workload> running = observed.jobs().stream()
                .filter(job -> !hasEnded(job) && job.spec().goal() == Goal.RUN)
                .toList();
        if (cron.spec().goal() == Goal.REMOVED) {
            observed.jobs().stream()
                    .filter(job -> job.spec().goal() == Goal.RUN)
                    .forEach(job -> changes.updateJob(job.with(job.spec().removed())));
            if (observed.jobs().isEmpty()) changes.removeWorkload();
            return;
        }
        forgetOldJobs(observed, changes);
        Mode.Cron mode = (Mode.Cron) cron.spec().mode();
        CronSchedule schedule = CronSchedule.parse(mode.schedule());
        ZoneId zone = ZoneId.of(mode.zone());
        Instant last = cron.status().lastScheduled().orElse(cron.metadata().creationTimestamp());
        Optional<Instant> due = lastDue(schedule, zone, last, observed.now());
        due.ifPresent(time -> fire(observed, changes, mode, running, time));
        schedule.next(observed.now().atZone(zone)).map(ZonedDateTime::toInstant).ifPresent(changes::wakeAt);
    }

    private static boolean hasEnded(Workload job) {
        return job.status().outcome() != WorkloadStatus.Outcome.NONE;
    }

    private static void forgetOldJobs(Observation observed, Changes changes) {
        observed.jobs().stream()
                .filter(job -> hasEnded(job) && job.spec().goal() == Goal.RUN)
                .sorted(Comparator.comparing((Workload job) -> job.metadata().creationTimestamp())
                        .reversed())
                .skip(KEPT_JOBS)
                .forEach(job -> changes.updateJob(job.with(job.spec().removed())));
    }

    private static Optional<Instant> lastDue(CronSchedule schedule, ZoneId zone, Instant after, Instant now) {
        Optional<Instant> due = Optional.empty();
        Optional<Instant> next = schedule.next(after.atZone(zone)).map(ZonedDateTime::toInstant);
        for (int i = 0; i < MAX_MISSED && next.isPresent() && !next.get().isAfter(now); i++) {
            due = next;
            next = schedule.next(next.get().atZone(zone)).map(ZonedDateTime::toInstant);
        }
        return due;
    }

    private void fire(Observation observed, Changes changes, Mode.Cron mode, List<Workload> running, Instant time) {
        Workload cron = observed.workload();
        changes.status(cron.status().scheduledAt(time));
        if (mode.suspended()) return;
        if (!running.isEmpty() && mode.overlap() == Mode.Overlap.FORBID) {
            changes.note(
                    cron.key(),
                    Event.Severity.WARNING,
                    "Skipped",
                    "the time " + time + ": " + running.get(0).metadata().name() + " still runs");
            return;
        }
        if (mode.overlap() == Mode.Overlap.REPLACE) {
            running.forEach(job -> changes.updateJob(job.with(job.spec().removed())));
        }
        String name = cron.metadata().name() + "-" + time.getEpochSecond() / 60;
        boolean exists =
                observed.jobs().stream().anyMatch(job -> job.metadata().name().equals(name));
        if (exists) return;
        Metadata metadata = Metadata.create(cron.metadata().namespace(), name, uids.get(), observed.now())
                .ownedBy(cron.reference());
        WorkloadSpec spec =
                WorkloadSpec.of(cron.spec().app(), mode.job(), cron.spec().template());
        changes.createJob(new Workload(metadata, spec, null));
        changes.note(cron.key(), Event.Severity.NORMAL, "Fired", "job/" + name + " for " + time);
    }
}
