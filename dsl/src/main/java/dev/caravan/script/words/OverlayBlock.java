package dev.caravan.script.words;

import dev.caravan.model.Kind;
import dev.caravan.script.eval.Fault;
import dev.caravan.script.eval.Says;
import dev.caravan.script.eval.Spelling;
import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Values that replace those of the app's workloads. */
@Says("overlay")
public final class OverlayBlock extends ScriptBlock {
    private final Map<String, WorkloadBlock> workloads;
    private final Map<String, WorkflowBlock> workflows;
    private final boolean applied;

    OverlayBlock(
            Compilation compilation,
            Map<String, WorkloadBlock> workloads,
            Map<String, WorkflowBlock> workflows,
            boolean applied) {
        super(compilation);
        this.workloads = workloads;
        this.workflows = workflows;
        this.applied = applied;
    }

    /** Replaces values of a service. */
    public void service(
            String name, @DelegatesTo(value = ServiceBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        patch(Kind.SERVICE, name, () -> new ServiceBlock(compilation, name, site().word()), body);
    }

    /** Replaces values of a function. */
    public void function(
            String name, @DelegatesTo(value = FunctionBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        patch(Kind.FUNCTION, name, () -> new FunctionBlock(compilation, name, site().word()), body);
    }

    /** Replaces values of a job. */
    public void job(
            String name, @DelegatesTo(value = JobBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        patch(Kind.JOB, name, () -> new JobBlock(compilation, name, site().word()), body);
    }

    /** Replaces values of a cron. */
    public void cron(
            String name, @DelegatesTo(value = CronBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        patch(Kind.CRON, name, () -> new CronBlock(compilation, name, site().word()), body);
    }

    /** Replaces values of a daemon. */
    public void daemon(
            String name, @DelegatesTo(value = DaemonBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        patch(Kind.DAEMON, name, () -> new DaemonBlock(compilation, name, site().word()), body);
    }

    /** Leaves out steps of a workflow. */
    public void workflow(
            String name,
            @DelegatesTo(value = WorkflowPatchBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        WorkflowBlock known = workflows.get(name);
        if (known == null) {
            throw Fault.at(
                    site().argument(0),
                    "there is no workflow '" + name + "' in the app" + Spelling.hint(name, workflows.keySet()));
        }
        run(body, new WorkflowPatchBlock(compilation, known, applied));
    }

    private void patch(Kind kind, String name, Supplier<WorkloadBlock> aside, Closure<?> body) {
        WorkloadBlock known = workloads.get(name);
        if (known == null || known.kind() != kind) {
            Set<String> names = workloads.values().stream()
                    .filter(workload -> workload.kind() == kind)
                    .map(WorkloadBlock::name)
                    .collect(Collectors.toSet());
            throw Fault.at(
                    site().argument(0),
                    "there is no " + kind.singular() + " '" + name + "' in the app" + Spelling.hint(name, names));
        }
        WorkloadBlock target = applied ? known : aside.get();
        target.patching(true);
        run(body, target.asBlock());
        target.patching(false);
    }
}
