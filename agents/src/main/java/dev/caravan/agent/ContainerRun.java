package dev.caravan.agent;

import dev.caravan.engine.ContainerView;
import dev.caravan.engine.Sandbox;
import dev.caravan.model.ContainerSpec;
import dev.caravan.model.ContainerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** One container of a pod on its way through its attempts. Confined to the pod's lane. */
final class ContainerRun {
    final ContainerSpec spec;
    final Backoff restarts = Backoff.eager();
    final Backoff retries = Backoff.patient();

    /** How often it was started before; -1 before the first start. */
    int attempt = -1;

    String id = "";
    ContainerStatus.State state = ContainerStatus.State.WAITING;
    Optional<Integer> exitCode = Optional.empty();
    Optional<Instant> startedAt = Optional.empty();

    /** Why it waits or why it ended last, as a word and as a sentence. */
    String reason = "";

    String message = "";

    /** The word for its last end; kept while it runs again. */
    String lastEnd = "";

    /** Not to be started before this. */
    Instant notBefore = Instant.EPOCH;

    /** It was asked to end; when that did not help until then, it is killed. */
    Optional<Instant> killAt = Optional.empty();

    /** The word for an end that the agent brings about. */
    String endReason = "";

    /** It may have ended: to be looked at. */
    boolean suspect;

    /** What shall be started, once all that it needs is there. */
    Optional<CompletionStage<ContainerSpec>> prepared = Optional.empty();

    Optional<ContainerProbes> probes = Optional.empty();

    ContainerRun(ContainerSpec spec) {
        this.spec = spec;
    }

    boolean isRunning() {
        return state == ContainerStatus.State.RUNNING;
    }

    boolean hasExited() {
        return state == ContainerStatus.State.EXITED;
    }

    boolean isReady() {
        return isRunning()
                && killAt.isEmpty()
                && probes.map(ContainerProbes::isReady).orElse(false);
    }

    void waits(String word, String sentence) {
        state = ContainerStatus.State.WAITING;
        reason = word;
        message = sentence;
    }

    void started(String newId, Instant now) {
        id = newId;
        state = ContainerStatus.State.RUNNING;
        startedAt = Optional.of(now);
        message = "";
        reason = lastEnd;
        notBefore = Instant.EPOCH;
        killAt = Optional.empty();
        endReason = "";
        suspect = false;
        prepared = Optional.empty();
        retries.reset();
    }

    /** Takes over what runs, or ran, since before this agent. */
    void adopted(ContainerView view, Optional<ContainerStatus> reported) {
        attempt = view.attempt();
        id = view.id();
        Optional<ContainerStatus> same = reported.filter(status -> status.id().equals(view.id()));
        startedAt = same.flatMap(ContainerStatus::startedAt).or(view::startedAt);
        reason = reported.map(ContainerStatus::reason).orElse("");
        lastEnd = reason;
        exitCode = reported.flatMap(ContainerStatus::exitCode);
        state = ContainerStatus.State.RUNNING;
        if (!view.isRunning()) suspect = true;
    }

    /** Notes its end, once. */
    void ended(Optional<ContainerView> view, Instant now) {
        stopProbes();
        suspect = false;
        state = ContainerStatus.State.EXITED;
        exitCode = view.flatMap(ContainerView::exitCode);
        killAt = Optional.empty();
        restarts.ran(Duration.between(startedAt.orElse(now), now));
        if (!endReason.isEmpty()) reason = endReason;
        else if (view.isEmpty()) reason = "Vanished";
        else if (view.get().oomKilled()) reason = "OOMKilled";
        else reason = exitCode.filter(code -> code == 0).isPresent() ? "Completed" : "Error";
        lastEnd = reason;
        message = "container " + spec.name() + " ended"
                + exitCode.map(code -> " with exit code " + code).orElse("");
    }

    void probe(Site site, Sandbox sandbox, boolean wasReady, Runnable wake) {
        stopProbes();
        Target target = new Target(id, sandbox.address().orElse(""), sandbox.hostPorts());
        probes = Optional.of(
                new ContainerProbes(spec, target, site.prober(), site.clock(), site.timer(), wake).start(wasReady));
    }

    void stopProbes() {
        probes.ifPresent(ContainerProbes::cancel);
        probes = Optional.empty();
    }

    ContainerStatus status() {
        return new ContainerStatus(spec.name(), state, Math.max(0, attempt), exitCode, reason, id, startedAt);
    }
}
