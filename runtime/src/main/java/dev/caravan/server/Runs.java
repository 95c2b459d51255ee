package dev.caravan.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Action;
import dev.caravan.model.App;
import dev.caravan.model.Definition;
import dev.caravan.model.Goal;
import dev.caravan.model.Kind;
import dev.caravan.model.Metadata;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Run;
import dev.caravan.model.RunStatus;
import dev.caravan.model.StepStatus;
import dev.caravan.model.Workflow;
import dev.caravan.model.WorkflowSpec;
import dev.caravan.plan.Applying;
import dev.caravan.routes.WorkflowRoutes;
import dev.caravan.store.Change;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Starts runs of workflows and takes what users say to them. There is one token, the administrator's, which has every role; who
 * uses it may act for somebody else by name, and is written down with it.
 */
final class Runs {
    private static final String CALLER = "admin";
    private static final int MAX_VOTES = 1_000;

    private final ApiConfig config;
    private final Views views;
    private final Writes writes;

    Runs(ApiConfig config, Views views, Writes writes) {
        this.config = config;
        this.views = views;
        this.writes = writes;
    }

    /** {@code POST workflows/NAME:run {inputs}}: the run, pinned to the workflow as it is now. */
    ObjectNode start(Call call) {
        ObjectKey key = new ObjectKey(Kind.WORKFLOW, call.namespace(), call.requiredName());
        AtomicReference<Run> started = new AtomicReference<>();
        writes.commit(() -> {
            Workflow workflow =
                    config.store().get(key, Workflow.class).orElseThrow(() -> Problem.notFound("there is no " + key));
            Run run = run(workflow, inputs(workflow.spec(), call));
            started.set(run);
            return changes(workflow, run);
        });
        return views.of(config.store().get(started.get().key()).orElse(started.get()));
    }

    private static Map<String, String> inputs(WorkflowSpec workflow, Call call) {
        JsonNode given = call.body().length == 0
                ? dev.caravan.json.Json.object()
                : call.json().path("inputs");
        Map<String, String> inputs = new TreeMap<>();
        List<String> faults = new ArrayList<>();
        given.fieldNames().forEachRemaining(name -> {
            if (workflow.inputs().stream().noneMatch(input -> input.name().equals(name))) {
                String known = String.join(
                        ", ",
                        workflow.inputs().stream().map(WorkflowSpec.Input::name).toList());
                faults.add("workflow " + workflow.name() + " has no input '" + name + "'"
                        + (known.isEmpty() ? "" : "; it has " + known));
            }
        });
        for (WorkflowSpec.Input input : workflow.inputs()) {
            String value = given.has(input.name())
                    ? given.get(input.name()).asText()
                    : input.defaultsTo().orElse(null);
            if (value == null) {
                faults.add("input '" + input.name() + "' needs a value: -p " + input.name() + "=…");
            } else {
                input.fault(value).ifPresent(faults::add);
                inputs.put(input.name(), value);
            }
        }
        if (!faults.isEmpty()) throw Problem.badRequest(String.join("; ", faults));
        return inputs;
    }

    private Run run(Workflow workflow, Map<String, String> inputs) {
        String namespace = workflow.metadata().namespace();
        String name = workflow.metadata().name();
        App app = config.store()
                .get(new ObjectKey(Kind.APP, namespace, workflow.spec().app()), App.class)
                .filter(found -> found.spec().goal() == Goal.RUN)
                .orElseThrow(
                        () -> Problem.conflict(List.of("app " + workflow.spec().app() + " is being deleted")));
        long number = workflow.status().runs() + 1;
        while (config.store()
                .get(new ObjectKey(Kind.RUN, namespace, name + "-" + number))
                .isPresent()) number++;
        Metadata metadata = Metadata.create(
                        namespace,
                        name + "-" + number,
                        config.uids().get(),
                        config.clock().instant())
                .ownedBy(app.reference())
                .labelled(Map.of("caravan/app", workflow.spec().app(), "caravan/workflow", name));
        Run.Spec spec = new Run.Spec(
                workflow.spec().app(),
                name,
                WorkflowRoutes.hash(workflow.spec()),
                inputs,
                workflow.status().lastSuccess(),
                CALLER,
                false,
                0,
                List.of());
        return new Run(metadata, spec, null);
    }

    private List<Change> changes(Workflow workflow, Run run) {
        String name = run.metadata().name();
        long number = Long.parseLong(name.substring(name.lastIndexOf('-') + 1));
        List<Change> changes = new ArrayList<>();
        changes.add(Change.update(
                workflow.with(new Workflow.Status(number, workflow.status().lastSuccess()))));
        ObjectKey definition = new ObjectKey(Kind.DEFINITION, run.metadata().namespace(), run.definitionName());
        if (config.store().get(definition).isEmpty()) {
            Metadata metadata = Metadata.create(
                    definition.namespace(),
                    definition.name(),
                    config.uids().get(),
                    config.clock().instant());
            Metadata owned = new Metadata(
                    metadata.namespace(),
                    metadata.name(),
                    metadata.uid(),
                    metadata.labels(),
                    metadata.annotations(),
                    0,
                    metadata.creationTimestamp(),
                    run.metadata().ownerReferences());
            changes.add(Change.create(new Definition(owned, workflow.spec())));
        }
        changes.add(Change.create(run));
        return changes;
    }

    /** {@code POST runs/NAME:approve}, {@code :reject}, {@code :cancel} and {@code :retry}. */
    ObjectNode act(Call call) {
        ObjectKey key = new ObjectKey(Kind.RUN, call.namespace(), call.requiredName());
        String action = call.action().orElse("");
        writes.commit(() -> {
            Run run = config.store().get(key, Run.class).orElseThrow(() -> Problem.notFound("there is no " + key));
            Run after =
                    switch (action) {
                        case "approve" -> vote(run, call, true);
                        case "reject" -> vote(run, call, false);
                        case "cancel" -> cancelled(run);
                        case "retry" -> retried(run);
                        default -> throw Problem.notFound("a run has no action '" + action + "'");
                    };
            String reason =
                    switch (action) {
                        case "approve" -> "Approved";
                        case "reject" -> "Rejected";
                        case "cancel" -> "CancelAsked";
                        default -> "RetryAsked";
                    };
            String about =
                    call.body().length == 0 ? "" : call.json().path("step").asText("");
            String by = who(call);
            return List.of(
                    Change.update(after),
                    Change.create(Applying.told(
                            run,
                            reason,
                            (about.isEmpty() ? "" : about + " ") + "by " + by,
                            config.uids(),
                            config.clock().instant())));
        });
        return views.of(config.store().get(key).orElseThrow(() -> Problem.notFound("there is no " + key)));
    }

    private static String who(Call call) {
        String as = call.body().length == 0 ? "" : call.json().path("as").asText("");
        if (as.isEmpty()) return CALLER;
        if (!as.matches("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")) {
            throw Problem.badRequest("$.as: '" + as + "' cannot be a user's name: letters, digits, '.', '_', '@', '-'");
        }
        return as + " (by " + CALLER + ")";
    }

    private Run vote(Run run, Call call, boolean agrees) {
        String name = call.json().path("step").asText("");
        WorkflowSpec workflow = definition(run);
        boolean approval = workflow.flat().stream()
                .anyMatch(step -> step.name().equals(name) && step.action() instanceof Action.Approve);
        if (!approval) {
            List<String> known = workflow.flat().stream()
                    .filter(step -> step.action() instanceof Action.Approve)
                    .map(dev.caravan.model.Step::name)
                    .toList();
            throw Problem.badRequest("run " + run.metadata().name() + " has no approval '" + name + "'"
                    + (known.isEmpty() ? "" : "; it has " + String.join(", ", known)));
        }
        StepStatus at = run.status().steps().get(name);
        if (at == null || at.state() != StepStatus.State.WAITING) {
            throw Problem.conflict(
                    List.of("step " + name + " of run " + run.metadata().name()
                            + " does not wait for approval: it is "
                            + (at == null ? "not on yet" : at.state().title())));
        }
        String by = who(call);
        Instant now = config.clock().instant();
        Run.Vote vote = new Run.Vote(name, at.attempt(), by, agrees, now);
        List<Run.Vote> votes = new ArrayList<>(run.spec().votes());
        boolean already = votes.stream()
                .anyMatch(v -> v.step().equals(name)
                        && v.attempt() == at.attempt()
                        && v.by().equals(by)
                        && v.agrees() == agrees);
        if (already) throw Problem.conflict(List.of(by + " has said so already"));
        if (votes.size() >= MAX_VOTES) throw Problem.conflict(List.of("a run takes at most " + MAX_VOTES + " votes"));
        votes.add(vote);
        return run.with(run.spec().with(votes));
    }

    private WorkflowSpec definition(Run run) {
        ObjectKey key = new ObjectKey(Kind.DEFINITION, run.metadata().namespace(), run.definitionName());
        return config.store()
                .get(key, Definition.class)
                .orElseThrow(() -> Problem.notFound("there is no " + key))
                .spec();
    }

    private static Run cancelled(Run run) {
        RunStatus status = run.status();
        if (!run.isLive()) throw Problem.conflict(List.of(over(run)));
        if (run.spec().cancelled())
            throw Problem.conflict(List.of("run " + run.metadata().name() + " is cancelled"));
        if (status.ending() != RunStatus.Ending.NONE) {
            throw Problem.conflict(List.of("run " + run.metadata().name() + " has failed and is "
                    + status.phase().title().toLowerCase(java.util.Locale.ROOT)));
        }
        return run.with(run.spec().cancel());
    }

    private static Run retried(Run run) {
        RunStatus.Phase phase = run.status().phase();
        boolean may = phase == RunStatus.Phase.FAILED || phase == RunStatus.Phase.IN_DOUBT;
        if (!may) {
            String why = phase.isTerminal()
                    ? over(run) + ": start a new one"
                    : "run " + run.metadata().name() + " is " + phase.title()
                            + "; only what has failed or is in doubt is tried again";
            throw Problem.conflict(List.of(why));
        }
        if (run.spec().retries() > run.status().retries()) {
            throw Problem.conflict(List.of("run " + run.metadata().name() + " is about to be tried again"));
        }
        return run.with(run.spec().retry());
    }

    private static String over(Run run) {
        return "run " + run.metadata().name() + " is over: "
                + run.status().phase().title();
    }
}
