package dev.caravan.script.words;

import dev.caravan.model.CronSchedule;
import dev.caravan.model.Kind;
import dev.caravan.model.Mode;
import dev.caravan.model.WorkloadSpec;
import dev.caravan.script.eval.Fault;
import dev.caravan.script.eval.Faults;
import dev.caravan.script.eval.NoWord;
import dev.caravan.script.eval.Says;
import dev.caravan.script.eval.Spelling;
import dev.caravan.script.eval.Spot;
import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import groovy.transform.NamedParam;
import groovy.transform.NamedParams;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;

/** Makes jobs by time. */
@Says("cron")
public final class CronBlock extends ScriptBlock implements WorkloadBlock {
    /** A schedule without a time in the years from here on never fires. */
    private static final ZonedDateTime LONG_AGO = ZonedDateTime.of(2000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private static final int MAX_SCHEDULE = 200;

    /** What is done when the last job still runs. */
    @Says("forbid, allow or replace")
    public record OverlapWord(Mode.Overlap overlap) {}

    private final String name;
    private final Spot spot;
    private String schedule;
    private String zone;
    private Mode.Overlap overlap;
    private boolean suspended;
    private JobBlock job;
    private boolean patching;

    CronBlock(Compilation compilation, String name, Spot spot) {
        super(compilation);
        this.name = name;
        this.spot = spot;
    }

    /** Five fields (minute, hour, day of month, month, day of week), read in a time zone. */
    public void schedule(
            @NamedParams(@NamedParam(value = "zone", type = String.class)) Map<String, ?> options, String fields) {
        if (fields.length() > MAX_SCHEDULE) {
            throw Fault.at(site().argument(0), "the schedule is longer than " + MAX_SCHEDULE + " characters");
        }
        schedule = fields;
        String named = (String) options.get("zone");
        if (named != null) zone = named;
        checkSchedule(fields, site().argument(0), named, site().option("zone"), compilation.faults);
    }

    /** @param zone null: none is named */
    static void checkSchedule(String fields, Spot fieldsSpot, String zone, Spot zoneSpot, Faults faults) {
        if (zone != null && CronSchedule.zone(zone).isEmpty()) {
            faults.add(
                    zoneSpot, "unknown time zone '" + zone + "'" + Spelling.hint(zone, ZoneId.getAvailableZoneIds()));
        }
        if (CronSchedule.parse(fields).next(LONG_AGO).isEmpty()) {
            throw Fault.at(fieldsSpot, "the schedule '" + fields + "' never fires");
        }
    }

    /** What is done when the last job still runs. */
    public void overlap(OverlapWord what) {
        overlap = what.overlap();
    }

    /** Leaves the time out. */
    public OverlapWord getForbid() {
        return new OverlapWord(Mode.Overlap.FORBID);
    }

    /** Runs both. */
    public OverlapWord getAllow() {
        return new OverlapWord(Mode.Overlap.ALLOW);
    }

    /** Stops the last one. */
    public OverlapWord getReplace() {
        return new OverlapWord(Mode.Overlap.REPLACE);
    }

    /** Makes no jobs until the word is taken out. */
    public void suspended() {
        suspended = true;
    }

    /** The job that is made. */
    public void job(@DelegatesTo(value = JobBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        if (job != null && !patching) throw Fault.at(site().word(), "a cron has one job");
        if (job == null) job = new JobBlock(compilation, name, site().word());
        run(body, job);
        job.refuseManual();
    }

    @Override
    @NoWord
    public Kind kind() {
        return Kind.CRON;
    }

    @Override
    @NoWord
    public String name() {
        return name;
    }

    @Override
    @NoWord
    public Spot spot() {
        return spot;
    }

    @Override
    @NoWord
    public Optional<PodBlock> pod() {
        return Optional.ofNullable(job);
    }

    @Override
    @NoWord
    public void patching(boolean on) {
        patching = on;
        if (job != null) job.patch(on);
    }

    @Override
    @NoWord
    public WorkloadSpec build(String app) {
        if (!isDamaged()) {
            if (schedule == null) compilation.faults.add(spot, "cron '" + name + "' needs a schedule");
            if (job == null) compilation.faults.add(spot, "cron '" + name + "' needs a job { … }");
        }
        if (job == null) throw Fault.silent();
        var template = job.completeTemplate();
        if (schedule == null) throw Fault.silent();
        return WorkloadSpec.of(app, new Mode.Cron(schedule, zone, overlap, suspended, job.mode()), template);
    }
}
