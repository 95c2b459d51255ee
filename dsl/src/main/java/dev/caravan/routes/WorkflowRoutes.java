package dev.caravan.routes;

import dev.caravan.json.Json;
import dev.caravan.model.Action;
import dev.caravan.model.Step;
import dev.caravan.model.WorkflowSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.camel.model.ErrorHandlerDefinition;
import org.apache.camel.model.FromDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;

/**
 * Makes the one Camel route of a workflow's definition. A run goes through it from the start at each pass: steps that are done,
 * or not on yet, let it through; so all that a run can ever do stands in its route, in order.
 */
public final class WorkflowRoutes {
    private static final int HASH_LENGTH = 12;

    private WorkflowRoutes() {}

    /** An endpoint of the route, and the step of the workflow that it belongs to; empty for those of all workflows. */
    public record Node(String uri, String step) {}

    /** What pins runs to a definition: the hash of all that the workflow says. */
    public static String hash(WorkflowSpec workflow) {
        return Json.hash(workflow).substring(0, HASH_LENGTH);
    }

    public static String routeId(String hash) {
        return "workflow-" + hash;
    }

    /** The only way into the route. */
    public static String entry(String hash) {
        return "grid:runs?definition=" + hash;
    }

    /** The endpoints of the route, in order. */
    public static List<Node> nodes(WorkflowSpec workflow) {
        List<Node> nodes = new ArrayList<>();
        nodes.add(new Node("observe:run", ""));
        workflow.flat().forEach(step -> add(step, step.action().endpoint(), nodes));
        workflow.compensations().forEach(step -> add(step, compensating(step), nodes));
        workflow.onFailure().steps().forEach(step -> add(step, step.action().endpoint(), nodes));
        nodes.add(new Node("finish:run", ""));
        nodes.add(new Node("bind:batch", ""));
        nodes.add(new Node("launch:calls", ""));
        return nodes;
    }

    /** {@code run:job} as a compensation is {@code compensate:job}. */
    private static String compensating(Step step) {
        String endpoint = step.action().endpoint();
        return "compensate:" + endpoint.substring(endpoint.indexOf(':') + 1);
    }

    private static void add(Step step, String endpoint, List<Node> nodes) {
        String uri = endpoint + "?step=" + step.name();
        if (!(step.action() instanceof Action.Canary)) {
            nodes.add(new Node(uri, step.name()));
            return;
        }
        Action.Canary canary = (Action.Canary) step.action();
        for (int stage = 0; stage < canary.stages().size(); stage++) {
            nodes.add(new Node(uri + "&stage=" + stage, step.name()));
            nodes.add(new Node("gate:metric?step=" + step.name() + "&stage=" + stage, step.name()));
        }
    }

    /** The route; node ids are {@code <hash>-<number>-<step>}. Each call makes a new one. */
    public static RouteDefinition definition(WorkflowSpec workflow) {
        return definition(workflow, step -> "");
    }

    /** The same for print: the place of a step's word goes behind its id. */
    static RouteDefinition definition(WorkflowSpec workflow, UnaryOperator<String> place) {
        String hash = hash(workflow);
        RouteDefinition route = new RouteDefinition();
        route.setId(routeId(hash));
        FromDefinition from = new FromDefinition(entry(hash));
        from.setId(hash + "-0-runs");
        route.setInput(from);
        ErrorHandlerDefinition errors = new ErrorHandlerDefinition();
        NoErrorHandlerDefinition none = new NoErrorHandlerDefinition();
        errors.setErrorHandlerType(none);
        route.setErrorHandler(errors);
        route.errorHandler(none);
        List<Node> nodes = nodes(workflow);
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            ToDefinition step = new ToDefinition(node.uri());
            String label = node.step().isEmpty() ? node.uri().replace(':', '-') : node.step();
            step.setId(hash + "-" + (i + 1) + "-" + label + place.apply(node.step()));
            route.addOutput(step);
        }
        return route;
    }
}
