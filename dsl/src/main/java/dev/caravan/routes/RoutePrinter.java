package dev.caravan.routes;

import dev.caravan.model.Manifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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
        /** Where a workload stands, such as {@code shop.groovy:12:5}; empty when that is not known. */
        String of(Manifest.Entry entry);

        /** Where the word stands that adds a step to a workload's route, such as {@code 12:5}; empty as above. */
        String of(Manifest.Entry entry, String step);
    }

    /**
     * The ids of a route's steps carry the place of the word that adds them, in the first workload of the shape. Hashes
     * do not: they are those that run.
     *
     * @return text that ends in a newline; equal manifests give equal text
     */
    public static String print(Manifest manifest, Format format, Places places) {
        Map<Shape, List<String>> rows = rows(manifest, places);
        Map<Shape, Manifest.Entry> first = new LinkedHashMap<>();
        manifest.workloads().forEach(entry -> first.putIfAbsent(Shape.of(entry.spec()), entry));
        Function<Shape, RouteDefinition> definitions =
                shape -> ShapeRoutes.definition(shape, step -> at(places.of(first.get(shape), step)));
        return switch (format) {
            case YAML -> yaml(rows, definitions);
            case XML -> xml(rows, definitions);
            case TREE -> tree(manifest, rows);
            case MERMAID -> mermaid(rows);
        };
    }

    private static String at(String place) {
        return place.isEmpty() ? "" : "@" + place;
    }

    /** The shapes in the order of their first workload, with what uses them. */
    private static Map<Shape, List<String>> rows(Manifest manifest, Places places) {
        Map<Shape, List<String>> rows = new LinkedHashMap<>();
        for (Manifest.Entry entry : manifest.workloads()) {
            String row = entry.spec().mode().kind().singular() + "/" + entry.name() + " " + places.of(entry);
            rows.computeIfAbsent(Shape.of(entry.spec()), shape -> new ArrayList<>())
                    .add(row.trim());
        }
        return rows;
    }

    private static String yaml(Map<Shape, List<String>> rows, Function<Shape, RouteDefinition> definitions) {
        StringBuilder text = new StringBuilder();
        rows.forEach((shape, users) -> {
            users.forEach(row -> text.append("# ").append(row).append('\n'));
            text.append(dump(context -> new LwModelToYAMLDumper().dumpModelAsYaml(context, definitions.apply(shape)))
                            .strip())
                    .append('\n');
        });
        return text.toString();
    }

    private static String xml(Map<Shape, List<String>> rows, Function<Shape, RouteDefinition> definitions) {
        StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<routes xmlns=\"http://camel.apache.org/schema/xml-io\">\n");
        rows.forEach((shape, users) -> {
            users.forEach(row ->
                    text.append("    <!-- ").append(row.replace("--", "- -")).append(" -->\n"));
            String route = dump(context -> new LwModelToXMLDumper().dumpModelAsXml(context, definitions.apply(shape)));
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

    private static String tree(Manifest manifest, Map<Shape, List<String>> rows) {
        StringBuilder text = new StringBuilder("app " + manifest.app() + "\n");
        int left = rows.size();
        for (Map.Entry<Shape, List<String>> each : rows.entrySet()) {
            boolean last = --left == 0;
            String rail = last ? "    " : "│   ";
            text.append(last ? "└── " : "├── ").append(each.getKey().routeId()).append('\n');
            text.append(rail)
                    .append("├── steps: ")
                    .append(String.join(" → ", each.getKey().steps()))
                    .append('\n');
            text.append(rail).append("└── rows\n");
            List<String> users = each.getValue();
            for (int i = 0; i < users.size(); i++) {
                text.append(rail)
                        .append(i == users.size() - 1 ? "    └── " : "    ├── ")
                        .append(users.get(i))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static String mermaid(Map<Shape, List<String>> rows) {
        StringBuilder text = new StringBuilder("flowchart LR\n");
        rows.forEach((shape, users) -> {
            String hash = "s" + shape.hash();
            text.append("    subgraph ")
                    .append(hash)
                    .append("[\"")
                    .append(shape.routeId())
                    .append("\"]\n");
            for (int i = 0; i < shape.steps().size(); i++) {
                text.append("        ").append(hash).append('_').append(i + 1);
                text.append("[\"").append(shape.steps().get(i)).append("\"]\n");
            }
            text.append("    end\n");
            String path = java.util.stream.IntStream.rangeClosed(
                            1, shape.steps().size())
                    .mapToObj(i -> hash + "_" + i)
                    .collect(Collectors.joining(" --> "));
            text.append("    ")
                    .append(hash)
                    .append("_rows[/\"")
                    .append(String.join("<br/>", users).replace("\"", "#quot;"))
                    .append("\"/] --> ");
            text.append(path).append('\n');
        });
        return text.toString();
    }
}
