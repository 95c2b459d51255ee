package dev.caravan.routes;

import dev.caravan.model.Kind;
import dev.caravan.model.Manifest;
import dev.caravan.model.Mode;
import dev.caravan.model.Names;
import dev.caravan.model.Trigger;
import dev.caravan.model.WorkflowSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.xml.LwModelToXMLDumper;
import org.apache.camel.yaml.LwModelToYAMLDumper;

/** Prints the routes that a manifest runs on, without a cluster and without starting anything. */
public final class RoutePrinter {
    private RoutePrinter() {}

    /** Where things stand in the script. */
    public interface Places {
        /** Where a workload or workflow stands, such as {@code shop.groovy:12:5}; empty when that is not known. */
        String of(Kind kind, String name);

        /** Where the word stands that adds a step to a workload's route, such as {@code 12:5}; empty as above. */
        String of(Kind kind, String name, String step);
    }

    /**
     * The ids of a route's steps carry the place of the word that adds them, in the first workload of the shape. Hashes
     * do not: they are those that run.
     *
     * @return text that ends in a newline; equal manifests give equal text
     */
    public static String print(Manifest manifest, Format format, Places places) {
        List<Route> routes = routes(manifest, places);
        return switch (format) {
            case YAML -> yaml(routes);
            case XML -> xml(routes);
            case TREE -> tree(manifest, routes);
            case MERMAID -> mermaid(routes);
        };
    }

    /** A route and what uses it: the rows of a shape, the function of a trigger, or a workflow whose runs go through it. */
    private record Route(
            String hash, String id, List<String> steps, Supplier<RouteDefinition> definition, List<String> rows) {}

    /** The shapes in the order of their first workload, then triggers that listen, then the workflows. */
    private static List<Route> routes(Manifest manifest, Places places) {
        Map<Shape, List<String>> rows = new LinkedHashMap<>();
        Map<Shape, Manifest.Entry> first = new LinkedHashMap<>();
        for (Manifest.Entry entry : manifest.workloads()) {
            Shape shape = Shape.of(entry.spec());
            first.putIfAbsent(shape, entry);
            rows.computeIfAbsent(shape, key -> new ArrayList<>())
                    .add(row(entry.spec().mode().kind(), entry.name(), places));
        }
        List<Route> routes = new ArrayList<>();
        rows.forEach((shape, users) -> routes.add(new Route(
                "s" + shape.hash(), shape.routeId(), shape.steps(), () -> definition(shape, first, places), users)));
        manifest.workloads().forEach(entry -> addTriggers(entry, places, routes));
        for (WorkflowSpec workflow : manifest.workflows()) {
            String hash = WorkflowRoutes.hash(workflow);
            List<String> steps = WorkflowRoutes.nodes(workflow).stream()
                    .map(WorkflowRoutes.Node::uri)
                    .toList();
            routes.add(new Route(
                    "w" + hash,
                    WorkflowRoutes.routeId(hash),
                    steps,
                    () -> WorkflowRoutes.definition(
                            workflow, step -> at(places.of(Kind.WORKFLOW, workflow.name(), step))),
                    List.of(row(Kind.WORKFLOW, workflow.name(), places))));
        }
        return routes;
    }

    private static RouteDefinition definition(Shape shape, Map<Shape, Manifest.Entry> first, Places places) {
        Manifest.Entry entry = first.get(shape);
        Kind kind = entry.spec().mode().kind();
        return ShapeRoutes.definition(shape, step -> at(places.of(kind, entry.name(), step)));
    }

    private static String at(String place) {
        return place.isEmpty() ? "" : "@" + place;
    }

    private static void addTriggers(Manifest.Entry entry, Places places, List<Route> routes) {
        if (!(entry.spec().mode() instanceof Mode.Function)) return;
        for (Trigger trigger : ((Mode.Function) entry.spec().mode()).triggers()) {
            if (!(trigger instanceof Trigger.Camel)) continue;
            RouteDefinition route =
                    TriggerRoutes.definition(Names.DEFAULT_NAMESPACE, entry.name(), (Trigger.Camel) trigger);
            routes.add(new Route(
                    route.getRouteId().replace('-', '_'),
                    route.getRouteId(),
                    List.of(route.getInput().getUri(), "call:function?name=" + entry.name()),
                    () -> route,
                    List.of(row(Kind.FUNCTION, entry.name(), places))));
        }
    }

    private static String row(Kind kind, String name, Places places) {
        return (kind.singular() + "/" + name + " " + places.of(kind, name)).trim();
    }

    private static String yaml(List<Route> routes) {
        StringBuilder text = new StringBuilder();
        routes.forEach(route -> {
            route.rows().forEach(row -> text.append("# ").append(row).append('\n'));
            text.append(dump(context -> new LwModelToYAMLDumper()
                                    .dumpModelAsYaml(context, route.definition().get()))
                            .strip())
                    .append('\n');
        });
        return text.toString();
    }

    private static String xml(List<Route> routes) {
        StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<routes xmlns=\"http://camel.apache.org/schema/xml-io\">\n");
        routes.forEach(each -> {
            each.rows().forEach(row -> text.append("    <!-- ")
                    .append(row.replace("--", "- -"))
                    .append(" -->\n"));
            String route = dump(context -> new LwModelToXMLDumper()
                    .dumpModelAsXml(context, each.definition().get()));
            text.append(route.replaceFirst("^<\\?xml[^>]*>\\s*", "")
                    .replaceFirst(" xmlns=\"[^\"]*\"", "")
                    .strip()
                    .indent(4));
        });
        return text.append("</routes>\n").toString();
    }

    /** A dump that may need a context, which is never started. */
    private interface Dump {
        String with(DefaultCamelContext context) throws Exception;
    }

    private static String dump(Dump dump) {
        try (DefaultCamelContext context = new DefaultCamelContext(false)) {
            return dump.with(context);
        } catch (Exception e) {
            throw new IllegalStateException("printing a route", e);
        }
    }

    private static String tree(Manifest manifest, List<Route> routes) {
        StringBuilder text = new StringBuilder("app " + manifest.app() + "\n");
        int left = routes.size();
        for (Route each : routes) {
            boolean last = --left == 0;
            String rail = last ? "    " : "│   ";
            text.append(last ? "└── " : "├── ").append(each.id()).append('\n');
            text.append(rail)
                    .append("├── steps: ")
                    .append(String.join(" → ", each.steps()))
                    .append('\n');
            text.append(rail).append("└── rows\n");
            List<String> users = each.rows();
            for (int i = 0; i < users.size(); i++) {
                text.append(rail)
                        .append(i == users.size() - 1 ? "    └── " : "    ├── ")
                        .append(users.get(i))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static String mermaid(List<Route> routes) {
        StringBuilder text = new StringBuilder("flowchart LR\n");
        routes.forEach(route -> {
            String hash = route.hash();
            text.append("    subgraph ")
                    .append(hash)
                    .append("[\"")
                    .append(route.id())
                    .append("\"]\n");
            for (int i = 0; i < route.steps().size(); i++) {
                text.append("        ").append(hash).append('_').append(i + 1);
                text.append("[\"").append(route.steps().get(i)).append("\"]\n");
            }
            text.append("    end\n");
            String path = java.util.stream.IntStream.rangeClosed(
                            1, route.steps().size())
                    .mapToObj(i -> hash + "_" + i)
                    .collect(Collectors.joining(" --> "));
            text.append("    ")
                    .append(hash)
                    .append("_rows[/\"")
                    .append(String.join("<br/>", route.rows()).replace("\"", "#quot;"))
                    .append("\"/] --> ");
            text.append(path).append('\n');
        });
        return text.toString();
    }
}
