package dev.caravan.agent;

import dev.caravan.engine.ContainerOrder;
import dev.caravan.engine.Engine;
import dev.caravan.engine.EngineException;
import dev.caravan.engine.EngineException.Reason;
import dev.caravan.engine.Sandbox;
import dev.caravan.engine.Started;
import dev.caravan.model.ContainerSpec;
import dev.caravan.model.ContainerStatus;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.PodStatus.Phase;
import dev.caravan.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/** The steps of a pod that shall run: sidecars first, then the others; and again what ended. */
final class PodStart {
    private final PodRun run;

    PodStart(PodRun run) {
        this.run = run;
    }

    Step advance() {
        if (run.sandboxSuspect) return checkSandbox();
        Optional<Step> end = run.isJob() ? jobEnd() : Optional.empty();
        if (end.isPresent()) return end.get();
        Optional<Instant> wakeAt = Optional.empty();
        String why = "";
        for (ContainerRun c : run.containers) {
            Step step = advance(c);
            if (step.again()) return step;
            if (!step.reason().isEmpty()) why = step.reason();
            wakeAt = earlier(wakeAt, step.wakeAt());
            boolean holdsOthers = c.spec.sidecar()
                    && !(c.isRunning()
                            && c.probes.map(ContainerProbes::isStarted).orElse(true));
            if (holdsOthers) break;
        }
        return new Step(why.isEmpty() ? "as wanted" : why, false, wakeAt);
    }

    private static Optional<Instant> earlier(Optional<Instant> a, Optional<Instant> b) {
        if (a.isEmpty() || b.isEmpty()) return a.or(() -> b);
        return a.get().isBefore(b.get()) ? a : b;
    }

    private Step checkSandbox() {
        Sandbox mine = run.sandbox.orElseThrow();
        boolean moved = run.sandboxMoved;
        run.sandboxSuspect = false;
        run.sandboxMoved = false;
        if (!moved && run.site.engine().sandboxRuns(mine.id())) return Step.done("the sandbox runs");
        if (run.isJob()) {
            run.finish(Phase.FAILED, Reason.SANDBOX_LOST.word(), "the sandbox of the pod ended");
            return Step.done("the sandbox ended: the job's pod failed");
        }
        loseSandbox();
        return Step.done("the sandbox ended: everything is started again in a new one");
    }

    /** Its containers have no network any more: they go with it. */
    private void loseSandbox() {
        Sandbox lost = run.sandbox.orElseThrow();
        Instant now = run.site.clock().instant();
        for (ContainerRun c : run.containers) {
            if (c.isRunning()) {
                c.endReason = Reason.SANDBOX_LOST.word();
                c.ended(Optional.empty(), now);
            }
            if (!c.id.isEmpty()) run.site.engine().remove(c.id);
        }
        run.site.engine().removeSandbox(lost.id());
        run.sandbox = Optional.empty();
    }

    /** A job's pod ends with its containers; sidecars do not count. */
    private Optional<Step> jobEnd() {
        for (ContainerRun c : run.containers) {
            if (c.spec.sidecar() || !c.hasExited()) continue;
            if (c.exitCode.filter(code -> code == 0).isEmpty()) {
                run.finish(Phase.FAILED, c.reason, c.message);
                return Optional.of(Step.done("container " + c.spec.name() + " failed"));
            }
        }
        boolean all = run.containers.stream().allMatch(c -> c.spec.sidecar() || c.hasExited());
        if (!all) return Optional.empty();
        run.finish(Phase.SUCCEEDED, "Completed", "all containers ended with exit code 0");
        return Optional.of(Step.done("all containers succeeded"));
    }

    private Step advance(ContainerRun c) {
        if (c.isRunning()) return watch(c);
        if (run.isJob() && !c.spec.sidecar() && c.hasExited()) return Step.waits("");
        Instant now = run.site.clock().instant();
        if (c.hasExited()) scheduleRestart(c, now);
        if (now.isBefore(c.notBefore)) return Step.waitsUntil(c.notBefore, c.reason);
        return prepareThenStart(c, now);
    }

    private Step watch(ContainerRun c) {
        Instant now = run.site.clock().instant();
        if (c.killAt.isPresent()) {
            if (now.isBefore(c.killAt.get())) return Step.waitsUntil(c.killAt.get(), "asked to end: " + c.endReason);
            run.site.engine().kill(c.id);
            c.killAt = Optional.of(now.plus(PodStop.KILL_AGAIN));
            return Step.waitsUntil(c.killAt.get(), "killed: " + c.endReason);
        }
        if (c.probes.isEmpty()) return Step.waits("");
        ContainerProbes probes = c.probes.get();
        probes.advance();
        Optional<String[]> bad = probes.mustRestart();
        if (bad.isEmpty()) {
            return new Step(
                    "", false, probes.startupLeft().map(left -> now.plus(left).plusMillis(1)));
        }
        run.site.engine().terminate(c.id); // first: if the engine fails, it is asked again
        c.stopProbes();
        c.endReason = bad.get()[0];
        c.message = bad.get()[1];
        c.killAt = Optional.of(now.plus(run.pod.orElseThrow().spec().template().stopGrace()));
        return Step.done("ending container " + c.spec.name() + ": " + bad.get()[0] + ", " + bad.get()[1]);
    }

    private void scheduleRestart(ContainerRun c, Instant now) {
        Duration pause = c.restarts.next();
        c.notBefore = now.plus(pause);
        c.state = ContainerStatus.State.WAITING;
        if (!pause.isZero()) {
            c.reason = "CrashLoop";
            c.message = c.message + "; it is started again " + pause.toSeconds() + " s later";
        }
    }

    private Step prepareThenStart(ContainerRun c, Instant now) {
        if (c.prepared.isEmpty()) c.prepared = Optional.of(prepare(c));
        CompletableFuture<ContainerSpec> prepared = c.prepared.get().toCompletableFuture();
        if (!prepared.isDone()) {
            if (!c.reason.equals("Preparing")) prepared.whenComplete((ok, failure) -> run.wake.run());
            c.waits("Preparing", preparing(c));
            return Step.waits("preparing container " + c.spec.name());
        }
        try {
            return start(c, prepared.join(), now);
        } catch (CompletionException e) {
            c.prepared = Optional.empty();
            if (e.getCause() instanceof EngineException failure) return failed(c, failure, now);
            if (e.getCause() instanceof TimeoutException || e.getCause() instanceof StoreException) {
                return failed(c, secretFailure(e.getCause()), now);
            }
            throw e;
        } catch (EngineException e) {
            return failed(c, e, now);
        }
    }

    private CompletionStage<ContainerSpec> prepare(ContainerRun c) {
        CompletionStage<Void> image = run.site.engine().prepare(c.spec);
        if (c.spec.secrets().isEmpty()) return image.thenApply(done -> c.spec);
        ObjectKey pod = run.pod.orElseThrow().key();
        return image.thenCompose(done -> run.site.secrets().of(run.site.nodeName(), pod, c.spec.name()))
                .thenApply(c.spec::revealed);
    }

    private static String preparing(ContainerRun c) {
        String image = "image " + c.spec.image().orElse("") + " is looked for";
        return c.spec.secrets().isEmpty() ? image : image + ", and its secrets are asked for";
    }

    private static EngineException secretFailure(Throwable failure) {
        boolean refused = failure instanceof StoreException known && known.reason() == StoreException.Reason.INVALID;
        return new EngineException(
                refused ? Reason.SECRET_MISSING : Reason.UNAVAILABLE,
                refused ? failure.getMessage() : "the control plane does not tell the pod's secrets: " + failure);
    }

    private Step start(ContainerRun c, ContainerSpec spec, Instant now) {
        Engine engine = run.site.engine();
        boolean usable = run.sandbox.filter(Sandbox::exists).isPresent();
        if (!usable) {
            run.sandbox = Optional.of(
                    engine.sandbox(run.identity, run.pod.orElseThrow().spec().template(), run.sandbox));
        }
        Sandbox sandbox = run.sandbox.orElseThrow();
        String before = c.id;
        Started started = engine.start(sandbox, new ContainerOrder(run.identity, spec, c.attempt + 1));
        c.attempt++;
        Optional<String> address = Optional.of(started.address()).filter(text -> !text.isEmpty()); // it may have ended
        run.sandbox = Optional.of(new Sandbox(sandbox.id(), address, started.hostPorts()));
        c.started(started.id(), now);
        c.probe(run.site, run.sandbox.get(), false, run.wake);
        if (!before.isEmpty()) run.leftovers.add(before);
        String why = c.attempt == 0 ? "the pod is bound here" : c.reason;
        return Step.done("started container " + c.spec.name() + " attempt=" + c.attempt + " because: " + why);
    }

    private Step failed(ContainerRun c, EngineException e, Instant now) {
        if (e.reason() == Reason.SANDBOX_LOST
                && run.sandbox.filter(Sandbox::exists).isPresent()) {
            loseSandbox();
            return Step.done("the sandbox was lost before container " + c.spec.name() + " started");
        }
        boolean lasting = e.reason() == Reason.REFUSED || e.reason() == Reason.UNSUPPORTED;
        if (e.reason() == Reason.REFUSED) c.attempt++;
        c.prepared = Optional.empty();
        if (run.isJob() && lasting && !c.spec.sidecar()) {
            run.finish(Phase.FAILED, e.reason().word(), e.getMessage());
            return Step.done(PodRun.because(e));
        }
        c.waits(e.reason().word(), e.getMessage());
        c.notBefore = now.plus(c.retries.next());
        return Step.waitsUntil(c.notBefore, PodRun.because(e));
    }
}
