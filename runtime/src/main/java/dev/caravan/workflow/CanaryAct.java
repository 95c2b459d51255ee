package dev.caravan.workflow;

import dev.caravan.model.Action;
import dev.caravan.model.Canary;
import dev.caravan.model.ContainerSpec;
import dev.caravan.model.Gate;
import dev.caravan.model.Goal;
import dev.caravan.model.Kind;
import dev.caravan.model.Mode;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.PodTemplate;
import dev.caravan.model.Step;
import dev.caravan.model.StepStatus;
import dev.caravan.model.StepStatus.State;
import dev.caravan.model.Workload;
import dev.caravan.model.WorkloadSpec;
import dev.caravan.reconcile.TemplateHash;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Tries another template of a service, stage by stage: each waits for its pods, is held, and must pass the gates. */
final class CanaryAct implements Act {
    /** How often the gates are looked at while a stage is held. */
    private static final Duration GLANCE = Duration.ofSeconds(5);

    private static ObjectKey key(Progress run, Action.Canary action) {
        return new ObjectKey(Kind.SERVICE, run.run().metadata().namespace(), action.service());
    }

    private static Optional<Workload> service(Progress run, Action.Canary action) {
        return run.workload(key(run, action)).filter(found -> found.spec().goal() == Goal.RUN);
    }

    @Override
    public void begin(Progress run, Step step, StepStatus status) {
        Action.Canary action = (Action.Canary) step.action();
        Optional<Workload> found = service(run, action);
        if (found.isEmpty()) {
            run.fail(step, "there is no service '" + action.service() + "' any more");
            return;
        }
        Workload service = found.get();
        PodTemplate template = template(run, action, service.spec().template());
        WorkloadSpec tried =
                service.spec().trying(new Canary(template, action.stages().get(0)));
        String hash = TemplateHash.of(tried.promote());
        boolean another = service.spec().canary().isPresent()
                && !TemplateHash.of(service.spec().promote()).equals(hash);
        if (another) {
            run.fail(step, service.key().display() + " has a canary of somebody else");
            return;
        }
        run.before().putIfAbsent(action.service(), service.spec().template());
        run.change(service.with(tried));
        run.put(step, status.giving(hash));
        run.watch(service.key());
    }

    private static PodTemplate template(Progress run, Action.Canary action, PodTemplate present) {
        Map<String, String> variables = new TreeMap<>();
        action.env().forEach((name, value) -> variables.put(name, run.resolve(value)));
        List<ContainerSpec> containers = new ArrayList<>(present.containers());
        int main = 0;
        while (main < containers.size() - 1 && containers.get(main).sidecar()) main++;
        ContainerSpec container = JobAct.with(containers.get(main), variables);
        if (action.image().isPresent())
            container = container.withImage(run.resolve(action.image().get()));
        containers.set(main, container);
        return new PodTemplate(present.labels(), containers, present.placement(), present.stopGrace());
    }

    @Override
    public void look(Progress run, Step step, StepStatus status) {
        Action.Canary action = (Action.Canary) step.action();
        Optional<Workload> service = service(run, action);
        boolean ours = service.isPresent()
                && service.get().spec().canary().isPresent()
                && TemplateHash.of(service.get().spec().promote()).equals(status.output());
        if (!ours) {
            run.fail(step, "the canary of service/" + action.service() + " was taken away");
            return;
        }
        if (status.stageSince().isEmpty()) {
            awaitPods(run, step, status, service.get());
        } else {
            hold(run, step, status, action);
        }
    }

    private static void awaitPods(Progress run, Step step, StepStatus status, Workload service) {
        Canary canary = service.spec().canary().orElseThrow();
        int replicas = ((Mode.Service) service.spec().mode()).replicas();
        long ready = run.world().podsOf(service.key()).stream()
                .filter(pod -> pod.isServing() && pod.spec().templateHash().equals(status.output()))
                .count();
        if (ready < canary.podsOf(replicas)) {
            run.watch(service.key());
            return;
        }
        Action.Canary action = (Action.Canary) step.action();
        StepStatus held = status.with(State.WAITING, Optional.of(run.now().plus(action.hold())))
                .at(status.stage(), Optional.of(run.now()));
        run.put(step, held);
        hold(run, step, held, action);
    }

    private static void hold(Progress run, Step step, StepStatus status, Action.Canary action) {
        Instant since = status.stageSince().orElseThrow();
        Instant end = since.plus(action.hold());
        boolean over = !run.now().isBefore(end);
        for (Gate gate : action.gates()) {
            if (!over && run.now().isBefore(since.plus(gate.over()))) continue;
            Optional<String> fault = fault(run, action, gate, over);
            if (fault.isPresent()) {
                run.fail(step, "at " + action.stages().get(status.stage()) + "%: " + fault.get());
                return;
            }
        }
        if (!over) {
            Instant glance = run.now().plus(GLANCE);
            run.wakeAt(action.gates().isEmpty() || end.isBefore(glance) ? end : glance);
        } else if (status.stage() + 1 == action.stages().size()) {
            run.succeed(step, status.output());
        } else {
            next(run, step, status, action);
        }
    }

    /** What is wrong with a gate's value. One that is not known is so only at the end: before, it may still come. */
    private static Optional<String> fault(Progress run, Action.Canary action, Gate gate, boolean atEnd) {
        OptionalDouble value = run.world().metrics().value(gate.metric(), key(run, action), true, gate.over());
        if (value.isEmpty()) {
            return atEnd
                    ? Optional.of("nothing was measured of " + gate.metric() + " over " + Progress.words(gate.over()))
                    : Optional.empty();
        }
        return gate.passes(value.getAsDouble())
                ? Optional.empty()
                : Optional.of(gate.metric() + " is " + value.getAsDouble() + ", should be " + gate.display());
    }

    private static void next(Progress run, Step step, StepStatus status, Action.Canary action) {
        int stage = status.stage() + 1;
        Workload service = service(run, action).orElseThrow();
        PodTemplate template = service.spec().canary().orElseThrow().template();
        Canary wider = new Canary(template, action.stages().get(stage));
        run.change(service.with(service.spec().trying(wider)));
        run.put(step, status.with(State.RUNNING, Optional.empty()).at(stage, Optional.empty()));
        run.watch(service.key());
        run.wakeAt(run.now());
    }
}
