package dev.caravan.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import dev.caravan.model.Action;
import dev.caravan.model.Run;
import dev.caravan.model.RunStatus;
import dev.caravan.model.Step;
import dev.caravan.model.StepStatus;
import dev.caravan.model.StepStatus.State;
import dev.caravan.model.Value;
import dev.caravan.model.WorkflowSpec;
import java.util.List;
import java.util.stream.Collectors;

/** The steps of a run in the script's order, those that are not on yet too, each with what the journal says of it. */
final class RunTreeView {
    private RunTreeView() {}

    static ArrayNode of(Run run, WorkflowSpec workflow) {
        ArrayNode tree = Json.object().putArray("tree");
        workflow.steps().forEach(step -> tree.add(node(run, step)));
        boolean ends = run.status().ending() != RunStatus.Ending.NONE;
        List<Step> undone = workflow.compensations().stream()
                .filter(step -> run.status().steps().containsKey(step.name()))
                .toList();
        if (!undone.isEmpty()) group(tree, "compensation", run, undone);
        if (ends
                && run.status().ending() == RunStatus.Ending.FAILURE
                && !workflow.onFailure().steps().isEmpty()) {
            group(tree, "on failure", run, workflow.onFailure().steps());
        }
        return tree;
    }

    private static void group(ArrayNode tree, String name, Run run, List<Step> steps) {
        ArrayNode children = tree.addObject().put("name", name).putArray("steps");
        steps.forEach(step -> children.add(node(run, step)));
    }

    private static ObjectNode node(Run run, Step step) {
        ObjectNode node = Json.object().put("name", step.name()).put("does", does(run, step.action()));
        if (step.policy().optional()) node.put("optional", true);
        StepStatus at = run.status().steps().get(step.name());
        if (at != null) {
            node.put("state", at.state().title()).put("attempt", at.attempt());
            at.startedAt().ifPresent(time -> node.put("startedAt", time.toString()));
            at.finishedAt().ifPresent(time -> node.put("finishedAt", time.toString()));
            at.due().filter(due -> !at.state().isTerminal()).ifPresent(time -> node.put("due", time.toString()));
            if (!at.output().isEmpty()) node.put("output", at.output());
            if (!at.error().isEmpty()) node.put("error", at.error());
            String waits = waits(run, step, at);
            if (!waits.isEmpty()) node.put("waits", waits);
        }
        if (step.action() instanceof Action.Parallel parallel) {
            ArrayNode children = node.putArray("steps");
            parallel.steps().forEach(child -> children.add(node(run, child)));
        }
        return node;
    }

    private static String waits(Run run, Step step, StepStatus at) {
        if (step.action() instanceof Action.Approve approve && at.state() == State.WAITING) {
            List<String> by = run.spec().votes().stream()
                    .filter(v -> v.step().equals(step.name()) && v.attempt() == at.attempt() && v.agrees())
                    .map(Run.Vote::by)
                    .distinct()
                    .toList();
            return by.size() + " of " + approve.quorum() + " approvals"
                    + (by.isEmpty() ? "" : ": " + String.join(", ", by));
        }
        if (step.action() instanceof Action.Canary canary && at.state().isActive()) {
            String percent = canary.stages().get(at.stage()) + "%";
            return at.stageSince().isPresent() ? "held at " + percent : "waits for pods at " + percent;
        }
        return "";
    }

    private static String does(Run run, Action action) {
        if (action instanceof Action.RunJob job) {
            String with = job.with().entrySet().stream()
                    .map(e -> " " + e.getKey() + "=" + text(run, e.getValue()))
                    .collect(Collectors.joining());
            return "run job/" + job.job() + with;
        }
        if (action instanceof Action.Canary canary) {
            return "canary of service/" + canary.service() + " at "
                    + canary.stages().stream().map(p -> p + "%").collect(Collectors.joining(", "));
        }
        if (action instanceof Action.Approve approve) {
            return "approval by " + approve.quorum() + (approve.role().isEmpty() ? "" : " of " + approve.role());
        }
        if (action instanceof Action.Promote promote) return "promote service/" + promote.service();
        if (action instanceof Action.Restore restore) return "restore service/" + restore.service();
        if (action instanceof Action.CallHttp call) return call.method() + " " + text(run, call.url());
        if (action instanceof Action.SendCamel send) return "send " + text(run, send.uri());
        return "at most " + ((Action.Parallel) action).limit() + " at a time";
    }

    /** With what is known of the run put in. */
    private static String text(Run run, Value value) {
        return value.resolve(part -> {
            if (part instanceof Value.Input input) return run.spec().inputs().getOrDefault(input.name(), "");
            if (part instanceof Value.Previous previous) {
                return run.spec().previous().getOrDefault(previous.name(), part.display());
            }
            return part.display();
        });
    }
}
