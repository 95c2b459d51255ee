package dev.caravan.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The leaves in which two values of the model differ, by their path in the JSON form. */
final class FieldDiff {
    private FieldDiff() {}

    static List<Plan.Field> between(Object from, Object to) {
        Map<String, String> before = leaves(from);
        Map<String, String> after = leaves(to);
        TreeMap<String, Plan.Field> changed = new TreeMap<>();
        before.forEach((path, value) -> {
            String now = after.get(path);
            if (!value.equals(now)) {
                changed.put(path, new Plan.Field(path, Optional.of(value), Optional.ofNullable(now)));
            }
        });
        after.forEach((path, value) -> {
            if (!before.containsKey(path)) {
                changed.put(path, new Plan.Field(path, Optional.empty(), Optional.of(value)));
            }
        });
        return new ArrayList<>(changed.values());
    }

    private static Map<String, String> leaves(Object value) {
        Map<String, String> leaves = new TreeMap<>();
        collect("", Json.valueTree(value), leaves);
        return leaves;
    }

    private static void collect(String path, JsonNode node, Map<String, String> leaves) {
        if (node.isObject()) {
            node.properties().forEach(e -> {
                String name = e.getKey().contains(".") ? "['" + e.getKey() + "']" : e.getKey();
                collect(path.isEmpty() ? name : path + "." + name, e.getValue(), leaves);
            });
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) collect(path + label(node.get(i), i), node.get(i), leaves);
        } else {
            leaves.put(path, node.asText());
        }
    }

    /** Containers are known by name, so that one more in front does not show all as changed. */
    private static String label(JsonNode element, int index) {
        return element.path("name").isTextual() ? "[" + element.get("name").asText() + "]" : "[" + index + "]";
    }
}
