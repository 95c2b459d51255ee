package dev.caravan.script.words;

import dev.caravan.model.Kind;
import dev.caravan.model.Mode;
import dev.caravan.model.WorkloadSpec;
import dev.caravan.script.eval.NoWord;
import dev.caravan.script.eval.Says;
import dev.caravan.script.eval.Spot;
import groovy.transform.NamedParam;
import groovy.transform.NamedParams;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Runs to completion. */
@Says("job")
public final class JobBlock extends PodWorkloadBlock {
    private boolean manual;
    private Spot manualSpot = Spot.START;
    private int completions = 1;
    private int parallelism = 1;
    private int retries = Mode.Job.DEFAULT_RETRIES;
    private Duration backoff;
    private Duration maxBackoff;
    private Duration timeout;

    JobBlock(Compilation compilation, String name, Spot spot) {
        super(compilation, Kind.JOB, name, spot);
    }

    /** How many failed pods are replaced, after which pause, growing up to which. */
    public void retry(
            @NamedParams({
                        @NamedParam(value = "backoff", type = Duration.class),
                        @NamedParam(value = "upTo", type = Duration.class)
                    })
                    Map<String, ?> options,
            int times) {
        retries = within("retry", times, 0, 1000, site().argument(0));
        backoff = positive("backoff", (Duration) options.get("backoff"), site().option("backoff"));
        maxBackoff = positive("upTo", (Duration) options.get("upTo"), site().option("upTo"));
    }

    /** How long the job may take. */
    public void timeout(Duration time) {
        timeout = positive("timeout", time, site().argument(0));
    }

    /** Runs only when asked to. */
    public void manual() {
        manual = true;
        manualSpot = site().word();
    }

    /** Pods that must succeed. */
    public void completions(int count) {
        completions = within("completions", count, 1, 10_000, site().argument(0));
    }

    /** Pods that run at a time. */
    public void parallelism(int count) {
        parallelism = within("parallelism", count, 1, Mode.Service.MAX_REPLICAS, site().argument(0));
    }

    Mode.Job mode() {
        return new Mode.Job(
                manual, completions, parallelism, retries, backoff, maxBackoff, Optional.ofNullable(timeout));
    }

    void refuseManual() {
        if (manual) compilation.faults.add(manualSpot, "the job of a cron runs by time; it cannot be manual");
    }

    @Override
    @NoWord
    public WorkloadSpec build(String app) {
        return WorkloadSpec.of(app, mode(), completeTemplate());
    }
}
