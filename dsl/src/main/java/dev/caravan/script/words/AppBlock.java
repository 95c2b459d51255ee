package dev.caravan.script.words;

import dev.caravan.model.Kind;
import dev.caravan.model.Manifest;
import dev.caravan.model.Names;
import dev.caravan.model.WorkflowSpec;
import dev.caravan.script.Check;
import dev.caravan.script.eval.Fault;
import dev.caravan.script.eval.NoWord;
import dev.caravan.script.eval.Says;
import dev.caravan.script.eval.Spelling;
import dev.caravan.script.eval.Spot;
import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** An app: its parameters, its workloads and their overlays. */
@Says("app")
public final class AppBlock extends ScriptBlock {
    /** Most workloads of one app. */
    static final int MAX_WORKLOADS = 10_000;

    /** Most workflows of one app. */
    static final int MAX_WORKFLOWS = 1_000;

    private record Overlay(String name, Spot spot, Closure<?> body) {}

    private final String name;
    private final Spot spot;
    private final Map<String, WorkloadBlock> workloads = new LinkedHashMap<>();
    private final Map<String, WorkflowBlock> workflows = new LinkedHashMap<>();
    private final Map<String, CheckBlock> checks = new LinkedHashMap<>();
    private final List<Overlay> overlays = new ArrayList<>();

    AppBlock(Compilation compilation, String name, Spot spot) {
        super(compilation);
        this.name = name;
        this.spot = spot;
    }

    @NoWord
    public String name() {
        return name;
    }

    /** What can be set from outside, with types and bounds. */
    public void parameters(
            @DelegatesTo(value = ParametersBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        ParametersBlock parameters = new ParametersBlock(compilation);
        Spot word = site().word();
        run(body, parameters);
        if (parameters.isDamaged()) damage();
        else parameters.refuseUnknown(word);
    }

    /**
     * Says here what another file says, which holds words of an app and methods. The path is from the file that includes
     * it, down: nothing above the script can be named.
     */
    public void include(String path) {
        Spot at = site().argument(0);
        run(compilation.included.body(at, path).orElseThrow(Fault::silent), this);
    }

    /** What must be true of the app on a simulated cluster when something fails there: {@code caravan test} runs it. */
    public void check(
            String name, @DelegatesTo(value = CheckBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        CheckBlock block = new CheckBlock(compilation, name, site().word());
        if (checks.putIfAbsent(name, block) != null) {
            compilation.faults.add(site().argument(0), "the app has a check '" + name + "' already");
        }
        run(body, block);
    }

    /** Replicated pods that run always, with a stable name. */
    public void service(
            String name, @DelegatesTo(value = ServiceBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        add(new ServiceBlock(compilation, name, site().word()), body);
    }

    /** A service that scales with its requests, down to nothing; it answers on port 8080 if it states no other. */
    public void function(
            String name, @DelegatesTo(value = FunctionBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        add(new FunctionBlock(compilation, name, site().word()), body);
    }

    /** Runs to completion, once for each change. */
    public void job(
            String name, @DelegatesTo(value = JobBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        add(new JobBlock(compilation, name, site().word()), body);
    }

    /** Makes jobs by time. */
    public void cron(
            String name, @DelegatesTo(value = CronBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        add(new CronBlock(compilation, name, site().word()), body);
    }

    /** One pod on each matching node. */
    public void daemon(
            String name, @DelegatesTo(value = DaemonBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        add(new DaemonBlock(compilation, name, site().word()), body);
    }

    /** A durable sequence of steps, run when asked to. */
    public void workflow(
            String name, @DelegatesTo(value = WorkflowBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        if (!Names.isValid(name)) {
            compilation.faults.add(site().argument(0), badName("a workflow", name));
        }
        if (workflows.containsKey(name)) {
            compilation.faults.add(
                    site().argument(0),
                    "there is a workflow '" + name + "' in "
                            + compilation.line(workflows.get(name).spot()) + " already");
        }
        if (workflows.size() >= MAX_WORKFLOWS) {
            throw Fault.at(site().word(), "an app has at most " + MAX_WORKFLOWS + " workflows");
        }
        WorkflowBlock block = new WorkflowBlock(compilation, new WorkflowDraft(compilation, name, site().word()));
        workflows.putIfAbsent(name, block);
        run(body, block);
    }

    /** Changes that hold where the overlay is named, as in {@code --overlay staging}, after everything else was said. */
    public void overlay(
            String name, @DelegatesTo(value = OverlayBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        overlays.add(new Overlay(name, site().word(), body));
    }

    private void add(WorkloadBlock block, Closure<?> body) {
        String what = block.kind().singular();
        if (!Names.isValid(block.name())) {
            compilation.faults.add(site().argument(0), badName("a " + what, block.name()));
        }
        WorkloadBlock other = workloads.get(block.name());
        if (other != null) {
            compilation.faults.add(
                    site().argument(0),
                    "the name '" + block.name() + "' is taken by the "
                            + other.kind().singular() + " in " + compilation.line(other.spot()));
        }
        if (workloads.size() >= MAX_WORKLOADS) {
            throw Fault.at(site().word(), "an app has at most " + MAX_WORKLOADS + " workloads");
        }
        workloads.putIfAbsent(block.name(), block);
        run(body, block.asBlock());
    }

    /** Applies the overlays that were asked for; runs the others beside, so that their mistakes show. */
    void applyOverlays() {
        Set<String> names = new LinkedHashSet<>();
        for (Overlay overlay : overlays) {
            names.add(overlay.name());
            run(
                    overlay.body(),
                    new OverlayBlock(compilation, workloads, workflows, compilation.overlays.contains(overlay.name())));
        }
        for (String asked : new java.util.TreeSet<>(compilation.overlays)) {
            if (!names.contains(asked) && !isDamaged()) {
                compilation.faults.add(spot, "there is no overlay '" + asked + "'" + Spelling.hint(asked, names));
            }
        }
    }

    /** The workloads as the model has them; says in the faults what they lack or where they clash. */
    @NoWord
    public List<Manifest.Entry> entries() {
        List<Manifest.Entry> entries = new ArrayList<>();
        if (workloads.isEmpty() && workflows.isEmpty() && !isDamaged()) {
            compilation.faults.add(
                    spot,
                    "the app '" + name + "' is empty; it wants at least one service, function, job, "
                            + "cron or daemon");
        }
        if (!compilation.given.isEmpty() && compilation.parameters.isEmpty() && !isDamaged()) {
            new ParametersBlock(compilation).refuseUnknown(spot);
        }
        new EntryPoints(compilation).check(workloads.values());
        WorkloadNames names = new WorkloadNames(compilation.faults, workloads.values());
        workloads.values().forEach(w -> w.pod().ifPresent(pod -> pod.avoided()
                .forEach(avoided -> names.check(new WorkloadNames.Mention(
                        avoided.workload().kind(), avoided.workload().name(), avoided.spot())))));
        for (WorkloadBlock workload : workloads.values()) {
            try {
                entries.add(new Manifest.Entry(workload.name(), workload.build(name)));
            } catch (Fault fault) {
                compilation.faults.add(fault);
            }
        }
        return entries;
    }

    /** The checks as {@code caravan test} runs them; says in the faults what they name that is not there. */
    @NoWord
    public List<Check> checks(Function<Spot, String> places) {
        List<Check> built = new ArrayList<>();
        WorkloadNames names = new WorkloadNames(compilation.faults, workloads.values());
        for (CheckBlock check : checks.values()) {
            try {
                check.build(names, places.apply(check.spot())).ifPresent(built::add);
            } catch (Fault fault) {
                compilation.faults.add(fault);
            }
        }
        return built;
    }

    /** The workflows as the model has them; says in the faults what they lack, or name that is not there. */
    @NoWord
    public List<WorkflowSpec> workflowSpecs() {
        List<WorkflowSpec> specs = new ArrayList<>();
        for (WorkflowBlock workflow : workflows.values()) {
            workflow.build(name, workloads, isDamaged()).ifPresent(specs::add);
        }
        return specs;
    }

    /** Where each workload and each workflow stands, by kind and name, and what adds steps to its route, by the step. */
    @NoWord
    public void eachSpot(SpotVisitor visitor) {
        workloads
                .values()
                .forEach(workload ->
                        visitor.visit(workload.kind(), workload.name(), workload.spot(), workload.stepSpots()));
        workflows.forEach(
                (workflow, block) -> visitor.visit(Kind.WORKFLOW, workflow, block.spot(), block.draft.stepSpots()));
    }

    /** Is told the places of each workload and workflow. */
    public interface SpotVisitor {
        void visit(Kind kind, String name, Spot spot, Map<String, Spot> steps);
    }
}
