package dev.caravan.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import dev.caravan.model.Kind;
import dev.caravan.model.Names;
import dev.caravan.store.Fields;
import dev.caravan.store.Selector;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request as the handlers see it.
 *
 * @param path segments after {@code /api/v1}
 * @param action what follows a colon in the last segment, such as {@code scale}
 */
record Call(String method, List<String> path, Optional<String> action, Map<String, String> query, byte[] body) {
    static Call of(String method, String rawPath, Map<String, String> query, byte[] body) {
        List<String> segments =
                Arrays.stream(rawPath.split("/")).filter(s -> !s.isEmpty()).toList();
        String last = segments.isEmpty() ? "" : segments.get(segments.size() - 1);
        int colon = last.indexOf(':');
        if (colon < 0) return new Call(method, segments, Optional.empty(), query, body);
        List<String> stripped = new java.util.ArrayList<>(segments.subList(0, segments.size() - 1));
        stripped.add(last.substring(0, colon));
        return new Call(method, stripped, Optional.of(last.substring(colon + 1)), query, body);
    }

    Kind kind() {
        String word = path.isEmpty() ? "" : path.get(0);
        return Kind.parse(word).orElseThrow(() -> Problem.notFound("there is no kind '" + word + "'"));
    }

    Optional<String> name() {
        return path.size() > 1 ? Optional.of(path.get(1)) : Optional.empty();
    }

    String requiredName() {
        return name().orElseThrow(() -> Problem.badRequest("a name is needed after /" + path.get(0) + "/"));
    }

    /** Whether it is {@code POST batch}. */
    boolean isBatch() {
        return method.equals("POST") && path.equals(List.of("batch")) && action.isEmpty();
    }

    String namespace() {
        return query.getOrDefault("namespace", Names.DEFAULT_NAMESPACE);
    }

    boolean flag(String name) {
        return "true".equals(query.get(name));
    }

    long number(String name, long otherwise) {
        String text = query.get(name);
        if (text == null || text.isEmpty()) return otherwise;
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw Problem.badRequest(name + " should be a number, was '" + text + "'");
        }
    }

    /** What {@code labelSelector} asks for. */
    Selector labels() {
        return Selector.parse(query.getOrDefault("labelSelector", ""));
    }

    /** What {@code fieldSelector} asks for. */
    Selector fields() {
        return Fields.selector(query.getOrDefault("fieldSelector", ""));
    }

    JsonNode json() {
        return Json.parse(body);
    }
}
