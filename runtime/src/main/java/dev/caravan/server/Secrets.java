package dev.caravan.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import dev.caravan.model.Kind;
import dev.caravan.model.Metadata;
import dev.caravan.model.Names;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Secret;
import dev.caravan.model.Secret.Sealed;
import dev.caravan.secret.SecretKeys;
import dev.caravan.store.Change;
import dev.caravan.store.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Secrets: sealed before they are committed, opened only for one who asks for the values themselves. Blocks. */
final class Secrets {
    private static final int MAX_CHARACTERS = 1 << 20;

    private final ApiConfig config;
    private final Writes writes;
    private final SecretKeys keys;

    Secrets(ApiConfig config, Writes writes, SecretKeys keys) {
        this.config = config;
        this.writes = writes;
        this.keys = keys;
    }

    /** {@code PUT secrets/NAME} with {@code {data: {name: value}}}: sets these values and keeps the others. */
    ObjectNode set(Call call) {
        String name = call.requiredName();
        if (!Names.isValid(name)) throw Problem.badRequest("$.metadata.name: must be " + Names.rule());
        JsonNode data = call.json().path("data");
        if (!data.isObject() || data.isEmpty()) throw Problem.badRequest("$.data: values by name are needed");
        Map<String, Sealed> sealed = new TreeMap<>();
        data.properties().forEach(value -> {
            if (!value.getValue().isTextual())
                throw Problem.badRequest("$.data." + value.getKey() + ": a text is needed");
            if (value.getValue().asText().length() > MAX_CHARACTERS) {
                throw Problem.badRequest(
                        "$.data." + value.getKey() + ": longer than " + MAX_CHARACTERS + " characters");
            }
            sealed.put(
                    value.getKey(),
                    keys.seal(
                            call.namespace(),
                            name,
                            value.getKey(),
                            value.getValue().asText()));
        });
        writes.commit(() -> {
            Optional<Secret> present = find(call.namespace(), name);
            Map<String, Sealed> all =
                    new TreeMap<>(present.map(s -> s.spec().data()).orElse(Map.of()));
            all.putAll(sealed);
            Metadata metadata = present.map(Secret::metadata)
                    .orElseGet(() -> Metadata.create(
                            call.namespace(),
                            name,
                            config.uids().get(),
                            config.clock().instant()));
            return List.of(Change.update(new Secret(metadata, new Secret.Spec(all))));
        });
        return Json.object().put("kind", "Secret").put("name", name);
    }

    /** {@code GET secrets/NAME:reveal}: the values. */
    ObjectNode reveal(Call call) {
        String name = call.requiredName();
        Secret secret = find(call.namespace(), name)
                .orElseThrow(
                        () -> Problem.notFound("there is no secret '" + name + "' in namespace " + call.namespace()));
        ObjectNode data = Json.object();
        secret.spec().data().forEach((key, value) -> data.put(key, keys.open(call.namespace(), name, key, value)));
        ObjectNode answer = Json.object();
        answer.set("data", data);
        return answer;
    }

    /** {@code POST secrets:rotate}: seals everything anew that an earlier key sealed. */
    ObjectNode rotate() {
        List<ObjectKey> changed = new ArrayList<>();
        for (Secret listed : config.store().list(Query.of(Kind.SECRET), Secret.class)) {
            if (listed.spec().data().values().stream().allMatch(keys::isCurrent)) continue;
            writes.commit(
                    () -> find(listed.metadata().namespace(), listed.metadata().name())
                            .map(secret -> List.<Change>of(Change.update(renewed(secret))))
                            .orElse(List.of()));
            changed.add(listed.key());
        }
        return Json.object().put("rotated", changed.size());
    }

    private Secret renewed(Secret secret) {
        String namespace = secret.metadata().namespace();
        String name = secret.metadata().name();
        Map<String, Sealed> data = new TreeMap<>();
        secret.spec()
                .data()
                .forEach((key, value) -> data.put(
                        key,
                        keys.isCurrent(value)
                                ? value
                                : keys.seal(namespace, name, key, keys.open(namespace, name, key, value))));
        return new Secret(secret.metadata(), new Secret.Spec(data));
    }

    private Optional<Secret> find(String namespace, String name) {
        return config.store().get(new ObjectKey(Kind.SECRET, namespace, name), Secret.class);
    }
}
