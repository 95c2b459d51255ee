package dev.caravan.cli;

import dev.caravan.model.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code caravan events}. */
@Command(
        name = "events",
        description = "Tell what happened, oldest first.",
        footer = {"  caravan events", "  caravan events -f"})
public final class EventsCommand extends ServerCommand {
    @Option(
            names = {"-f", "--follow"},
            description = "Go on telling, until interrupted.")
    boolean follow;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "",
            description = "json, yaml, name, wide or jsonpath={…}; with -f, json is one line an event")
    String output;

    @Override
    public Integer call() {
        Output form = new Output(output, session, clock.instant());
        Map<String, String> query = server.query(session);
        Object answer = client().get(Kind.EVENT.plural(), query);
        List<Object> events = new ArrayList<>(JsonTree.list(answer, "items"));
        events.sort(Comparator.comparing(e -> JsonTree.number(e, "metadata.resourceVersion")));
        if (form.isTable() || form.form().equals("name")) {
            form.objects(Kind.EVENT, events, true);
        } else if (follow && form.form().equals("json")) {
            events.forEach(e -> session.out().println(JsonTree.write(e, false)));
        } else {
            Map<String, Object> sorted = new LinkedHashMap<>();
            JsonTree.map(Map.of("answer", answer), "answer").forEach((k, v) -> sorted.put(k.toString(), v));
            sorted.put("items", events);
            form.document(sorted);
        }
        session.out().flush();
        if (follow) follow(query, JsonTree.text(answer, "metadata.resourceVersion"));
        return 0;
    }

    private void follow(Map<String, String> query, String from) {
        query.put("watch", "true");
        query.put("resourceVersion", from);
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(client().stream(Kind.EVENT.plural(), query), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Object change = JsonTree.parse(line);
                if (!JsonTree.text(change, "type").equals("ADDED")) continue;
                Object event = JsonTree.at(change, "object");
                if (output.equals("json")) {
                    session.out().println(JsonTree.write(event, false));
                } else {
                    new Output(output, session, clock.instant()).objects(Kind.EVENT, List.of(event), false);
                }
                session.out().flush();
            }
        } catch (IOException e) {
            throw new Failure(Failure.UNREACHABLE, "the watch broke off: " + e.getMessage());
        }
    }
}
