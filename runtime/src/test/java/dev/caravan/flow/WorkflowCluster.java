package dev.caravan.flow;

import dev.caravan.model.Definition;
import dev.caravan.model.Kind;
import dev.caravan.model.Manifest;
import dev.caravan.model.Metadata;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.PodStatus;
import dev.caravan.model.Run;
import dev.caravan.model.RunStatus;
import dev.caravan.model.StepStatus;
import dev.caravan.model.Workflow;
import dev.caravan.model.WorkflowSpec;
import dev.caravan.model.Workload;
import dev.caravan.routes.WorkflowRoutes;
import dev.caravan.script.CompileOptions;
import dev.caravan.script.CompileResult;
import dev.caravan.script.ScriptCompiler;
import dev.caravan.script.Source;
import dev.caravan.store.Change;
import dev.caravan.store.Query;
import dev.caravan.testing.Given;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;

/** A driver that runs workflows of a script; the test plays users and agents. */
final class WorkflowCluster implements AutoCloseable {
    static final String JOB = "job('migrate') { image 'migrate:1'; retry 0; manual() }\n"
            + "job('other') { image 'other:1'; retry 0; manual() }\n"
            + "service('web') { image 'web:1'; replicas 4 }\n";

    final Cluster cluster = new Cluster(Given.node("n1"));
    private int runs;

    /** Applies an app with the jobs, the service and one workflow {@code flow} of this body. */
    WorkflowSpec apply(String body) {
        String script = "app('shop') {\n" + JOB + "workflow('flow') {\n" + body + "\n}\n}";
        CompileResult result = new ScriptCompiler()
                .compile(new Source("t.groovy", script, ""), new CompileOptions(Map.of(), Set.of(), Set.of("smtp")));
        if (result instanceof CompileResult.Failed failed) {
            throw new AssertionError(failed.diagnostics().toString());
        }
        Manifest manifest = ((CompileResult.Compiled) result).manifest();
        for (Manifest.Entry entry : manifest.workloads()) {
            ObjectKey key = new ObjectKey(entry.spec().mode().kind(), "default", entry.name());
            if (cluster.store.get(key).isPresent()) continue;
            Metadata metadata = Metadata.create("default", entry.name(), "uid-" + entry.name(), Given.NOW);
            cluster.create(new Workload(metadata, entry.spec(), null));
        }
        WorkflowSpec spec = manifest.workflows().get(0);
        Metadata metadata = Metadata.create("default", "flow", "uid-flow", Given.NOW);
        cluster.store
                .get(new ObjectKey(Kind.WORKFLOW, "default", "flow"), Workflow.class)
                .ifPresentOrElse(
                        present -> cluster.commit(Change.update(present.with(spec))),
                        () -> cluster.create(new Workflow(metadata, spec, null)));
        return spec;
    }

    Workflow workflow() {
        return cluster.store
                .get(new ObjectKey(Kind.WORKFLOW, "default", "flow"), Workflow.class)
                .orElseThrow();
    }

    /** Starts a run as the API does. */
    String start(Map<String, String> inputs) {
        Workflow workflow = workflow();
        String hash = WorkflowRoutes.hash(workflow.spec());
        String name = "flow-" + ++runs;
        List<Change> changes = new ArrayList<>();
        Metadata definition =
                Metadata.create("default", Run.definitionName("flow", hash), "uid-d" + runs, cluster.now());
        Definition pinned = new Definition(definition, workflow.spec());
        if (cluster.store.get(pinned.key()).isEmpty()) changes.add(Change.create(pinned));
        Run.Spec spec = new Run.Spec(
                "shop", "flow", hash, inputs, workflow.status().lastSuccess(), "admin", false, 0, List.of());
        changes.add(Change.create(new Run(Metadata.create("default", name, "uid-" + name, cluster.now()), spec, null)));
        cluster.commit(changes.toArray(Change[]::new));
        return name;
    }

    Run run(String name) {
        return cluster.store
                .get(new ObjectKey(Kind.RUN, "default", name), Run.class)
                .orElseThrow();
    }

    StepStatus step(String run, String step) {
        return run(run).status().steps().get(step);
    }

    StepStatus.State state(String run, String step) {
        StepStatus at = step(run, step);
        return at == null ? null : at.state();
    }

    /** Changes what users asked of a run. */
    void ask(String run, java.util.function.UnaryOperator<Run.Spec> change) {
        Awaitility.await().ignoreExceptions().until(() -> {
            Run present = run(run);
            cluster.commit(Change.update(present.with(change.apply(present.spec()))));
            return true;
        });
    }

    void vote(String run, String step, String by, boolean agrees) {
        int attempt = step(run, step).attempt();
        ask(run, spec -> {
            List<Run.Vote> votes = new ArrayList<>(spec.votes());
            votes.add(new Run.Vote(step, attempt, by, agrees, cluster.now()));
            return spec.with(votes);
        });
    }

    void awaitPhase(String run, RunStatus.Phase phase) {
        Awaitility.await(run + " is " + phase)
                .atMost(Duration.ofSeconds(5))
                .conditionEvaluationListener(c -> {})
                .until(() -> run(run).status().phase(), phase::equals);
    }

    void awaitStep(String run, String step, StepStatus.State state) {
        try {
            Awaitility.await(step + " of " + run + " is " + state)
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> state(run, step), state::equals);
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError(run(run).status().toString(), e);
        }
    }

    /** Lets time pass, and has every run looked at as its timer would. */
    void advance(Duration time) {
        cluster.advance(time);
        look();
    }

    void look() {
        cluster.awaitLanes();
        cluster.driver.lookAtRuns();
        cluster.awaitLanes();
    }

    /** The jobs that runs made. */
    List<Workload> jobs() {
        return cluster.store.list(Query.of(Kind.JOB), Workload.class).stream()
                .filter(job -> !job.metadata().ownerReferences().isEmpty())
                .toList();
    }

    Workload job(String name) {
        return cluster.workload(new ObjectKey(Kind.JOB, "default", name));
    }

    /** Ends a job's pod as its agent would report it. */
    void end(String job, PodStatus.Phase phase) {
        Awaitility.await(job + " has a bound pod")
                .atMost(Duration.ofSeconds(5))
                .until(() -> cluster.store
                                .get(new ObjectKey(Kind.JOB, "default", job))
                                .isPresent()
                        && !cluster.boundOf(job(job)).isEmpty());
        Pod pod = cluster.boundOf(job(job)).get(0);
        cluster.end(pod, phase);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
