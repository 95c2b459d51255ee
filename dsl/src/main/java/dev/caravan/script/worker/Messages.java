package dev.caravan.script.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import dev.caravan.model.Kind;
import dev.caravan.model.Manifest;
import dev.caravan.script.CompileOptions;
import dev.caravan.script.CompileResult;
import dev.caravan.script.Diagnostic;
import dev.caravan.script.Positions;
import dev.caravan.script.Source;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is said to the process and what it answers, as JSON. */
final class Messages {
    /** A script with its options. */
    record Request(Source source, CompileOptions options) {}

    private Messages() {}

    static byte[] bytes(Object message) {
        return Json.text(message).getBytes(StandardCharsets.UTF_8);
    }

    static Request request(byte[] message) {
        JsonNode tree = Json.parse(message);
        JsonNode source = tree.path("source");
        Source read = new Source(
                source.path("name").asText(),
                source.path("text").asText(),
                source.path("directory").asText(),
                texts(source.path("files")));
        JsonNode options = tree.path("options");
        return new Request(
                read,
                new CompileOptions(
                        texts(options.path("parameters")),
                        java.util.Set.copyOf(list(options.path("overlays"))),
                        java.util.Set.copyOf(list(options.path("connectors")))));
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        object.properties()
                .forEach(each -> texts.put(each.getKey(), each.getValue().asText()));
        return texts;
    }

    private static List<String> list(JsonNode array) {
        List<String> list = new ArrayList<>();
        array.forEach(each -> list.add(each.asText()));
        return list;
    }

    static byte[] answer(CompileResult result) {
        ObjectNode answer = Json.object();
        if (result instanceof CompileResult.Failed) {
            answer.set("diagnostics", Json.valueTree(((CompileResult.Failed) result).diagnostics()));
            return bytes(answer);
        }
        CompileResult.Compiled compiled = (CompileResult.Compiled) result;
        answer.set("manifest", Json.valueTree(compiled.manifest()));
        Positions positions = compiled.positions();
        answer.put("file", positions.file());
        ArrayNode places = answer.putArray("positions");
        positions.workloads().forEach((workload, position) -> {
            place(places, workload, "", position);
            positions.steps().getOrDefault(workload, Map.of()).forEach((step, at) -> place(places, workload, step, at));
        });
        return bytes(answer);
    }

    private static void place(ArrayNode places, Positions.Workload workload, String step, Positions.Position at) {
        places.addObject()
                .put("kind", workload.kind().singular())
                .put("name", workload.name())
                .put("step", step)
                .put("file", at.file())
                .put("line", at.line())
                .put("column", at.column());
    }

    /** What the process says of a failure that is its own and not the script's. */
    static byte[] failure(Throwable failure) {
        return bytes(Json.object().put("failure", failure.toString()));
    }

    static CompileResult result(byte[] message) {
        JsonNode tree = Json.parse(message);
        if (tree.has("failure")) {
            throw new IllegalStateException(
                    "the compiler failed: " + tree.path("failure").asText());
        }
        if (tree.has("diagnostics")) {
            List<Diagnostic> diagnostics = new ArrayList<>();
            tree.path("diagnostics").forEach(each -> diagnostics.add(diagnostic(each)));
            return new CompileResult.Failed(diagnostics);
        }
        Map<Positions.Workload, Positions.Position> workloads = new LinkedHashMap<>();
        Map<Positions.Workload, Map<String, Positions.Position>> steps = new LinkedHashMap<>();
        for (JsonNode each : tree.path("positions")) {
            Positions.Workload workload = new Positions.Workload(
                    Kind.parse(each.path("kind").asText()).orElseThrow(),
                    each.path("name").asText());
            Positions.Position at = new Positions.Position(
                    each.path("file").asText(),
                    each.path("line").asInt(),
                    each.path("column").asInt());
            String step = each.path("step").asText();
            if (step.isEmpty()) workloads.put(workload, at);
            else steps.computeIfAbsent(workload, w -> new TreeMap<>()).put(step, at);
        }
        return new CompileResult.Compiled(
                Json.convert(tree.path("manifest"), Manifest.class),
                new Positions(tree.path("file").asText(), workloads, steps));
    }

    private static Diagnostic diagnostic(JsonNode tree) {
        return new Diagnostic(
                tree.path("file").asText(),
                tree.path("line").asInt(),
                tree.path("column").asInt(),
                tree.path("message").asText(),
                tree.path("sourceLine").asText());
    }
}
