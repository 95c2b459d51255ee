package dev.caravan.script;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import dev.caravan.model.Manifest;
import dev.caravan.script.eval.WordComments;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The JSON Schema of manifests, from the records that they are. */
final class ManifestSchema {
    private final WordComments comments =
            new WordComments(Path.of("..", "grid", "src", "main", "java", "dev", "caravan", "model"));
    private final Map<String, ObjectNode> definitions = new TreeMap<>();
    private final Deque<Class<?>> open = new ArrayDeque<>(List.of(Manifest.class));
    private final Set<Class<?>> seen = new HashSet<>(open);

    ManifestSchema() throws IOException {}

    ObjectNode tree() {
        while (!open.isEmpty()) {
            Class<?> type = open.pop();
            definitions.put(name(type), definition(type));
        }
        ObjectNode schema = Json.object()
                .put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("title", "Manifest")
                .put("$ref", "#/$defs/Manifest");
        ObjectNode all = schema.putObject("$defs");
        definitions.forEach(all::set);
        return schema;
    }

    private ObjectNode definition(Class<?> type) {
        ObjectNode definition = Json.object();
        String comment = comments.of(type.getSimpleName());
        if (!comment.isEmpty()) definition.put("description", comment);
        if (type.isEnum()) {
            ArrayNode values = definition.putArray("enum");
            for (Object value : type.getEnumConstants()) values.add(value.toString());
        } else if (type.isSealed()) {
            ArrayNode choices = definition.putArray("oneOf");
            for (Class<?> each : type.getPermittedSubclasses()) choices.add(reference(each));
        } else {
            record(type, definition);
        }
        return definition;
    }

    private void record(Class<?> type, ObjectNode definition) {
        definition.put("type", "object").put("additionalProperties", false);
        ObjectNode properties = Json.object();
        ArrayNode required = Json.object().arrayNode();
        boolean alternative = List.of(type.getInterfaces()).stream().anyMatch(Class::isSealed);
        if (alternative) {
            properties.putObject("type").put("const", Json.typeWord(type).orElseThrow());
            required.add("type");
        }
        for (RecordComponent component : type.getRecordComponents()) {
            ObjectNode property = schema(component.getGenericType());
            String comment = comments.of(type.getSimpleName() + "#" + component.getName());
            if (!comment.isEmpty()) property.put("description", comment);
            properties.set(component.getName(), property);
            if (component.getType().isPrimitive() || component.getType().isSealed()) required.add(component.getName());
        }
        definition.set("properties", properties);
        if (!required.isEmpty()) definition.set("required", required);
    }

    private ObjectNode schema(Type type) {
        if (type instanceof ParameterizedType) {
            Type[] arguments = ((ParameterizedType) type).getActualTypeArguments();
            Class<?> raw = (Class<?>) ((ParameterizedType) type).getRawType();
            if (raw == Optional.class) return schema(arguments[0]);
            ObjectNode many = Json.object();
            if (Collection.class.isAssignableFrom(raw)) {
                many.put("type", "array").set("items", schema(arguments[0]));
            } else {
                many.put("type", "object").set("additionalProperties", schema(arguments[1]));
            }
            return many;
        }
        return plain((Class<?>) type);
    }

    private ObjectNode plain(Class<?> type) {
        ObjectNode plain = Json.object();
        if (type == String.class) return plain.put("type", "string");
        if (type == boolean.class || type == Boolean.class) return plain.put("type", "boolean");
        if (type == Duration.class) return plain.put("type", "string").put("format", "duration");
        if (type == double.class || type == Double.class) return plain.put("type", "number");
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) return plain.put("type", "integer");
        return reference(type);
    }

    private ObjectNode reference(Class<?> type) {
        if (!type.isEnum() && !type.isRecord() && !type.isSealed()) {
            throw new IllegalStateException("how is " + type + " written as JSON? Say it in ManifestSchema");
        }
        if (seen.add(type)) open.push(type);
        return Json.object().put("$ref", "#/$defs/" + name(type));
    }

    private static String name(Class<?> type) {
        String outer = type.getEnclosingClass() == null ? "" : name(type.getEnclosingClass()) + ".";
        return outer + type.getSimpleName();
    }

    private static String lower(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
