package dev.caravan.workflow;

import dev.caravan.json.Json;
import dev.caravan.model.Action;
import dev.caravan.model.ContainerSpec;
import dev.caravan.model.Goal;
import dev.caravan.model.Kind;
import dev.caravan.model.Metadata;
import dev.caravan.model.Mode;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.PodStatus;
import dev.caravan.model.PodTemplate;
import dev.caravan.model.Step;
import dev.caravan.model.StepStatus;
import dev.caravan.model.Workload;
import dev.caravan.model.WorkloadSpec;
import dev.caravan.model.WorkloadStatus;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes a job of the app's job, named by run, step and attempt: in the batch of its journal entry, so once. */
final class JobAct implements Act {
    private static final int LONGEST_NAME = 46;
    private static final int HASH = 10;

    /** Labels of a run's jobs. */
    static final String RUN_LABEL = "caravan/run";

    static final String STEP_LABEL = "caravan/step";

    static ObjectKey key(Progress run, Step step, int attempt) {
        String job = ((Action.RunJob) step.action()).job();
        String name =
                job + "-" + run.run().metadata().name() + "-" + step.name().replace('.', '-') + "-" + attempt;
        if (name.length() > LONGEST_NAME) {
            String shortened = name.substring(0, LONGEST_NAME - HASH - 1).replaceAll("-+$", "");
            name = shortened + "-" + Json.hash(name).substring(0, HASH);
        }
        return new ObjectKey(Kind.JOB, run.run().metadata().namespace(), name);
    }

    @Override
    public void begin(Progress run, Step step, StepStatus status) {
        Action.RunJob action = (Action.RunJob) step.action();
        ObjectKey source = new ObjectKey(Kind.JOB, run.run().metadata().namespace(), action.job());
        Optional<Workload> job =
                run.workload(source).filter(found -> found.spec().goal() == Goal.RUN);
        if (job.isEmpty()) {
            run.fail(step, "there is no job '" + action.job() + "' any more");
            return;
        }
        Map<String, String> variables = new TreeMap<>();
        action.with().forEach((name, value) -> variables.put(Action.RunJob.variable(name), run.resolve(value)));
        ObjectKey key = key(run, step, status.attempt());
        Optional<Workload> present = run.workload(key);
        if (present.isPresent()) {
            boolean ours = present.get()
                    .metadata()
                    .ownerReferences()
                    .contains(run.run().reference());
            if (!ours) run.fail(step, "the name of " + key.display() + " is taken");
            return;
        }
        run.create(job(run, step, key, job.get(), variables));
    }

    private static Workload job(
            Progress run, Step step, ObjectKey key, Workload source, Map<String, String> variables) {
        Metadata metadata = Metadata.create(
                        key.namespace(), key.name(), run.world().uids().get(), run.now())
                .ownedBy(run.run().reference())
                .labelled(Map.of(RUN_LABEL, run.run().metadata().name(), STEP_LABEL, step.name()));
        Mode.Job mode = (Mode.Job) source.spec().mode();
        Mode.Job runsAtOnce = new Mode.Job(
                false,
                mode.completions(),
                mode.parallelism(),
                mode.retries(),
                mode.backoff(),
                mode.maxBackoff(),
                mode.timeout());
        PodTemplate template = source.spec().template();
        PodTemplate filled = new PodTemplate(
                template.labels(),
                template.containers().stream().map(c -> with(c, variables)).toList(),
                template.placement(),
                template.stopGrace());
        return new Workload(metadata, WorkloadSpec.of(source.spec().app(), runsAtOnce, filled), null);
    }

    /** A container with more environment variables. */
    static ContainerSpec with(ContainerSpec c, Map<String, String> variables) {
        Map<String, String> env = new TreeMap<>(c.env());
        env.putAll(variables);
        return c.withEnv(env);
    }

    @Override
    public void look(Progress run, Step step, StepStatus status) {
        ObjectKey key = key(run, step, status.attempt());
        Optional<Workload> job = run.workload(key);
        if (job.isEmpty() || job.get().spec().goal() == Goal.REMOVED) {
            run.fail(step, key.display() + " was deleted");
            return;
        }
        WorkloadStatus.Outcome outcome = job.get().status().outcome();
        if (outcome == WorkloadStatus.Outcome.FAILED) {
            run.fail(step, key.display() + " " + job.get().status().message());
        } else if (outcome == WorkloadStatus.Outcome.COMPLETE) {
            succeed(run, step, status, key);
        }
    }

    /** Its output is what the pod that succeeded last said last; a log that cannot be had is an empty one. */
    private static void succeed(Progress run, Step step, StepStatus status, ObjectKey key) {
        Optional<Pod> pod = run.world().podsOf(key).stream()
                .filter(p -> p.status().phase() == PodStatus.Phase.SUCCEEDED)
                .max(java.util.Comparator.comparing(p -> p.metadata().name()));
        if (pod.isEmpty()) {
            run.succeed(step, "");
            return;
        }
        String ticket = OutsideAct.ticket(run, step, status);
        Outside.Answer answer = run.world().outside().answer(ticket);
        switch (answer.state()) {
            case UNKNOWN ->
                run.launch(new Progress.Launch(
                        ticket, () -> run.world().reach().logs().lastLine(pod.get())));
            case UNDER_WAY -> {}
            case DONE, FAILED -> {
                run.succeed(step, answer.state() == Outside.State.DONE ? answer.text() : "");
                run.answered(ticket);
            }
        }
    }

    @Override
    public void abort(Progress run, Step step, StepStatus status) {
        run.answered(OutsideAct.ticket(run, step, status));
        run.workload(key(run, step, status.attempt()))
                .filter(job -> job.spec().goal() == Goal.RUN)
                .filter(job -> job.status().outcome() == WorkloadStatus.Outcome.NONE)
                .ifPresent(job -> run.change(job.with(job.spec().removed())));
    }

    @Override
    public boolean isOver(Progress run, Step step, StepStatus status) {
        return run.workload(key(run, step, status.attempt()))
                .filter(job ->
                        job.metadata().ownerReferences().contains(run.run().reference()))
                .map(job -> job.status().outcome() != WorkloadStatus.Outcome.NONE)
                .orElse(true);
    }
}
