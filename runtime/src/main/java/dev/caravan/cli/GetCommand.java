package dev.caravan.cli;

import dev.caravan.model.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caravan get}. */
@Command(
        name = "get",
        description = "List objects, or show one.",
        footer = {
            "  caravan get pods -o wide",
            "  caravan get service/web -o json",
            "  caravan get pods -l caravan/app=shop -w",
            "  caravan get all"
        })
public final class GetCommand extends ServerCommand {
    private static final List<Kind> ALL = List.of(
            Kind.APP, Kind.SERVICE, Kind.FUNCTION, Kind.JOB, Kind.CRON, Kind.DAEMON, Kind.WORKFLOW, Kind.RUN, Kind.POD);

    @Parameters(arity = "1..2", paramLabel = "KIND [NAME]", description = "pods, service/web, node n1, all, …")
    List<String> words;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "",
            description = "json, yaml, name, wide or jsonpath={…}")
    String output;

    @Option(
            names = {"-l", "--selector"},
            paramLabel = "K=V",
            description = "Only objects with these labels.")
    String selector;

    @Option(
            names = {"-A", "--all-namespaces"},
            description = "Objects of all namespaces.")
    boolean allNamespaces;

    @Option(
            names = {"-w", "--watch"},
            description = "Then print every change, until interrupted.")
    boolean watch;

    @Override
    public Integer call() {
        Output form = new Output(output, session, clock.instant());
        Map<String, String> query = server.query(session);
        if (selector != null) query.put("labelSelector", selector);
        if (allNamespaces) query.put("allNamespaces", "true");
        if (words.get(0).equals("all") && words.size() == 1) return all(form, query);
        Target target = Target.of(words);
        if (target.name().isPresent()) {
            Object object = client().get(target.path(), query);
            if (form.isTable() || form.form().equals("name")) {
                form.objects(target.kind(), List.of(object), true);
            } else {
                form.document(object);
            }
            return 0;
        }
        Object list = client().get(target.kind().plural(), query);
        boolean lines = watch && form.form().equals("json");
        if (!lines) print(form, target.kind(), list);
        if (watch) watch(form, target.kind(), query, list, lines);
        return 0;
    }

    private void print(Output form, Kind kind, Object list) {
        if (!form.isTable() && !form.form().equals("name")) {
            form.document(list);
        } else if (JsonTree.list(list, "items").isEmpty() && form.isTable()) {
            session.err().println("No " + kind.plural() + " found.");
        } else {
            form.objects(kind, JsonTree.list(list, "items"), true);
        }
    }

    private int all(Output form, Map<String, String> query) {
        List<Object> everything = new ArrayList<>();
        boolean first = true;
        for (Kind kind : ALL) {
            List<?> items = JsonTree.list(client().get(kind.plural(), query), "items");
            everything.addAll(items);
            if (form.form().equals("name")) form.objects(kind, items, false);
            if (items.isEmpty() || !form.isTable()) continue;
            if (!first) session.out().println();
            first = false;
            session.out().println(kind.plural().toUpperCase(java.util.Locale.ROOT));
            form.objects(kind, items, true);
        }
        boolean document = !form.isTable() && !form.form().equals("name");
        if (document) form.document(Map.of("kind", "List", "items", everything));
        if (everything.isEmpty() && form.isTable()) session.err().println("Nothing found.");
        return 0;
    }

    private void watch(Output form, Kind kind, Map<String, String> query, Object list, boolean lines) {
        if (lines) {
            JsonTree.list(list, "items")
                    .forEach(o -> session.out().println(JsonTree.write(Map.of("type", "ADDED", "object", o), false)));
            session.out().flush();
        }
        query.put("watch", "true");
        query.put("resourceVersion", JsonTree.text(list, "metadata.resourceVersion"));
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(client().stream(kind.plural(), query), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Object event = JsonTree.parse(line);
                if (JsonTree.text(event, "type").equals("BOOKMARK")) continue;
                if (lines) {
                    session.out().println(line);
                } else {
                    Output now = new Output(form.form(), session, clock.instant());
                    now.objects(kind, List.of(JsonTree.at(event, "object")), false);
                }
                session.out().flush();
            }
        } catch (IOException e) {
            throw new Failure(Failure.UNREACHABLE, "the watch broke off: " + e.getMessage());
        }
    }
}
