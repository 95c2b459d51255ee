package dev.caravan.agent;

import dev.caravan.engine.Sandbox;
import dev.caravan.model.PodStatus.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of a pod that shall go. First every node's proxy confirms that it sends nothing there any more, so that no
 * request is lost; then SIGTERM, grace, SIGKILL, the sidecars last; then everything is removed.
 */
final class PodStop {
    private static final Logger LOG = LoggerFactory.getLogger(PodStop.class);

    /** A kill that was not answered by an end is repeated. */
    static final Duration KILL_AGAIN = Duration.ofSeconds(5);

    static final Duration CONFIRMED_WITHIN = Duration.ofSeconds(10);
    private static final Duration CONFIRMATION_POLL = Duration.ofMillis(20);

    private final PodRun run;
    private boolean begun;
    private boolean confirmed;
    private boolean sandboxEnded;
    private long removedAt;
    private Instant confirmBy = Instant.EPOCH;

    PodStop(PodRun run) {
        this.run = run;
    }

    Step advance() {
        if (!begun) return begin();
        if (!confirmed) return confirm();
        Optional<Step> mains = end(false);
        if (mains.isPresent()) return mains.get();
        Optional<Step> sidecars = end(true);
        if (sidecars.isPresent()) return sidecars.get();
        Step step = removeAll("the pod shall go and its containers ended");
        if (!isFinished()) run.phase = Phase.STOPPED;
        run.finishedAt = run.finishedAt.or(() -> Optional.of(run.site.clock().instant()));
        return Step.waits(step.reason());
    }

    private boolean isFinished() {
        return run.phase == Phase.SUCCEEDED || run.phase == Phase.FAILED;
    }

    private Step begin() {
        begun = true;
        removedAt = run.pod.orElseThrow().metadata().resourceVersion();
        confirmBy = run.site.clock().instant().plus(CONFIRMED_WITHIN);
        boolean served = run.everReady
                && !run.pod.orElseThrow().spec().template().ports().isEmpty();
        confirmed = !served || isFinished();
        run.containers.forEach(ContainerRun::stopProbes);
        if (!isFinished()) {
            run.phase = Phase.STOPPING;
            run.endReason = "Stopping";
        }
        return Step.done("the pod shall go");
    }

    private Step confirm() {
        Map<String, Long> applied = run.site.signals().tablesApplied();
        TreeSet<String> laggards = new TreeSet<>(run.site.signals().reachableNodes());
        laggards.removeIf(node -> applied.getOrDefault(node, 0L) >= removedAt);
        Instant now = run.site.clock().instant();
        if (!laggards.isEmpty() && now.isBefore(confirmBy)) {
            return Step.waitsUntil(now.plus(CONFIRMATION_POLL), "waiting for the proxies of " + laggards);
        }
        if (!laggards.isEmpty()) {
            LOG.warn(
                    "event=pod.stop.unconfirmed pod={} laggards={} revision={} waited_s={}",
                    run.identity,
                    laggards,
                    removedAt,
                    CONFIRMED_WITHIN.toSeconds());
        }
        confirmed = true;
        return Step.done(laggards.isEmpty() ? "no proxy sends anything there" : "proxies did not confirm in time");
    }

    /** Ends the containers of one sort; empty once none runs. */
    private Optional<Step> end(boolean sidecars) {
        Instant now = run.site.clock().instant();
        Optional<Instant> wakeAt = Optional.empty();
        for (ContainerRun c : run.containers) {
            if (c.spec.sidecar() != sidecars || !c.isRunning()) continue;
            if (c.killAt.isEmpty()) {
                run.site.engine().terminate(c.id); // first: if the engine fails, it is asked again
                c.endReason = "Stopped";
                c.killAt = Optional.of(
                        now.plus(run.pod.orElseThrow().spec().template().stopGrace()));
            } else if (!now.isBefore(c.killAt.get())) {
                run.site.engine().kill(c.id);
                c.killAt = Optional.of(now.plus(KILL_AGAIN));
                c.suspect = true;
            }
            if (wakeAt.isEmpty() || c.killAt.get().isBefore(wakeAt.get())) wakeAt = c.killAt;
        }
        return wakeAt.map(when -> Step.waitsUntil(when, "waiting for containers to end"));
    }

    /** After a pod ended by itself: what still runs of it ends too; what ended stays, for its logs. */
    Step endRest() {
        run.containers.forEach(ContainerRun::stopProbes);
        Optional<Step> waiting = end(false).or(() -> end(true));
        if (waiting.isPresent()) return waiting.get();
        if (!sandboxEnded) {
            run.sandbox
                    .filter(Sandbox::exists)
                    .ifPresent(sandbox -> run.site.engine().kill(sandbox.id()));
            sandboxEnded = true;
        }
        return Step.waits("ended");
    }

    /** Removes whatever the engine has of the pod, at once. */
    Step removeAll(String why) {
        for (ContainerRun c : run.containers) {
            c.stopProbes();
            if (!c.id.isEmpty()) run.site.engine().remove(c.id);
            c.id = "";
        }
        run.leftovers.forEach(run.site.engine()::remove);
        run.leftovers.clear();
        run.sandbox
                .filter(Sandbox::exists)
                .ifPresent(sandbox -> run.site.engine().removeSandbox(sandbox.id()));
        run.sandbox = Optional.empty();
        return Step.waits("removed, since " + why);
    }
}
