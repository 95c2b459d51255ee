package dev.caravan.workflow;

import dev.caravan.model.Action;
import dev.caravan.model.Kind;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.PodTemplate;
import dev.caravan.model.Step;
import dev.caravan.model.StepStatus;
import dev.caravan.model.Workload;
import dev.caravan.model.WorkloadSpec;
import dev.caravan.reconcile.TemplateHash;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Promotes what a canary of the run tried, or puts the service back to what it was. */
final class ServiceAct implements Act {
    @Override
    public void begin(Progress run, Step step, StepStatus status) {
        boolean promotes = step.action() instanceof Action.Promote;
        String name =
                promotes ? ((Action.Promote) step.action()).service() : ((Action.Restore) step.action()).service();
        ObjectKey key = new ObjectKey(Kind.SERVICE, run.run().metadata().namespace(), name);
        Optional<Workload> service = run.workload(key);
        if (service.isEmpty()) {
            run.fail(step, "there is no service '" + name + "' any more");
        } else if (promotes) {
            promote(run, step, service.get());
        } else {
            restore(run, step, service.get());
        }
    }

    /** The hashes of the templates that the run's canaries tried with a service. */
    private static Set<String> tried(Progress run, String service) {
        return run.workflow().flat().stream()
                .filter(step -> step.action() instanceof Action.Canary canary
                        && canary.service().equals(service))
                .map(step -> run.at(step.name()))
                .filter(at -> at != null && !at.output().isEmpty())
                .map(StepStatus::output)
                .collect(Collectors.toSet());
    }

    private static void promote(Progress run, Step step, Workload service) {
        Set<String> tried = tried(run, service.metadata().name());
        boolean ours = service.spec().canary().isPresent()
                && tried.contains(TemplateHash.of(service.spec().promote()));
        if (ours) {
            run.change(service.with(service.spec().promote()));
            run.succeed(step, service.key().display() + " promoted");
        } else if (tried.contains(TemplateHash.of(service.spec()))) {
            run.succeed(step, service.key().display() + " was promoted already");
        } else {
            run.fail(step, service.key().display() + " has no canary of this run");
        }
    }

    private static void restore(Progress run, Step step, Workload service) {
        Set<String> tried = tried(run, service.metadata().name());
        Optional<PodTemplate> before =
                Optional.ofNullable(run.before().get(service.metadata().name()));
        boolean canary = service.spec().canary().isPresent()
                && tried.contains(TemplateHash.of(service.spec().promote()));
        boolean promoted = tried.contains(TemplateHash.of(service.spec()));
        WorkloadSpec spec = service.spec();
        if (canary) spec = spec.withoutCanary();
        if (promoted && before.isPresent()) spec = back(spec, before.get());
        if (!spec.equals(service.spec())) run.change(service.with(spec));
        run.succeed(step, canary || promoted ? service.key().display() + " is as before" : "nothing was tried");
    }

    /** With the template of before; that of the script is the service's own again. */
    private static WorkloadSpec back(WorkloadSpec spec, PodTemplate before) {
        Optional<PodTemplate> promoted = spec.promoted().filter(own -> !own.equals(before));
        return new WorkloadSpec(spec.app(), spec.goal(), spec.serial(), spec.mode(), before, spec.canary(), promoted);
    }

    @Override
    public void look(Progress run, Step step, StepStatus status) {
        begin(run, step, status);
    }
}
