package dev.caravan.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import dev.caravan.model.Kind;
import dev.caravan.model.Metadata;
import dev.caravan.model.Names;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Resource;
import dev.caravan.model.Workload;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.Commit;
import dev.caravan.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * Objects as users write them: create, replace, patch, and several in one batch, all by compare-and-set. Each field has one
 * writer: what is not a user's is refused, never dropped in silence. Never blocks.
 */
final class Editing {
    private static final Set<Kind> CREATED = Set.of(Kind.NAMESPACE, Kind.QUOTA, Kind.CONFIG);
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
    private static final int MAX_NAME = 120;
    private static final int MAX_TRIES = 5;

    private final ApiConfig config;
    private final Views views;

    Editing(ApiConfig config, Views views) {
        this.config = config;
        this.views = views;
    }

    /** {@code POST kind}: there must be none of the name. */
    CompletionStage<ObjectNode> create(Call call) {
        Resource wanted = read(call, call.json());
        return write(new Change.Put(created(wanted), Change.ABSENT));
    }

    /** {@code PUT kind/name}: creates, or replaces the version that the body names; any version if it names none. */
    CompletionStage<ObjectNode> put(Call call) {
        Resource wanted = read(call, call.json());
        return put(wanted, 1);
    }

    private CompletionStage<ObjectNode> put(Resource wanted, int tries) {
        boolean unconditional = wanted.metadata().resourceVersion() == 0;
        return write(replacing(wanted))
                .exceptionallyCompose(failure -> unconditional && tries < MAX_TRIES && isConflict(failure)
                        ? put(wanted, tries + 1)
                        : CompletableFuture.failedStage(failure));
    }

    /** {@code PATCH kind/name}: a merge patch (RFC 7396) of the present version, or of the one that it names. */
    CompletionStage<ObjectNode> patch(Call call) {
        return patch(call, 1);
    }

    private CompletionStage<ObjectNode> patch(Call call, int tries) {
        ObjectKey key = key(call);
        Resource present = present(key).orElseThrow(() -> missing(key));
        JsonNode merged = merged(Json.tree(present), call.json());
        boolean named = call.json().at("/metadata/resourceVersion").isNumber();
        Resource wanted = read(call, merged);
        return write(replacing(wanted))
                .exceptionallyCompose(failure -> !named && tries < MAX_TRIES && isConflict(failure)
                        ? patch(call, tries + 1)
                        : CompletableFuture.failedStage(failure));
    }

    private static JsonNode merged(JsonNode target, JsonNode patch) {
        if (!patch.isObject()) return patch;
        ObjectNode result = target.isObject() ? target.deepCopy() : Json.object();
        patch.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                result.remove(field.getKey());
            } else {
                result.set(field.getKey(), merged(result.path(field.getKey()), field.getValue()));
            }
        });
        return result;
    }

    /** {@code POST batch}: {@code {changes: [{put: object} | {delete: {kind, namespace, name, resourceVersion}}]}}, all or none. */
    CompletionStage<ObjectNode> batch(Call call) {
        JsonNode list = call.json().path("changes");
        if (!list.isArray() || list.isEmpty()) throw Problem.badRequest("$.changes: a list of changes is needed");
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            try {
                changes.add(change(list.get(i)));
            } catch (IllegalArgumentException e) {
                throw Problem.badRequest("$.changes[" + i + "]: " + e.getMessage());
            }
        }
        return commit(changes)
                .thenApply(commit -> Json.object().put("kind", "Commit").put("resourceVersion", commit.revision()));
    }

    private Change change(JsonNode tree) {
        if (tree.has("put")) return replacing(checked(Json.read(tree.get("put"))));
        if (!tree.has("delete")) throw new IllegalArgumentException("put or delete is needed");
        JsonNode which = tree.get("delete");
        Kind kind = Kind.parse(which.path("kind").asText())
                .orElseThrow(() -> new IllegalArgumentException("delete.kind: unknown kind"));
        if (!CREATED.contains(kind) || kind == Kind.NAMESPACE) {
            throw new IllegalArgumentException("a " + kind.singular() + " is not deleted in a batch");
        }
        String namespace = kind.isNamespaced() ? which.path("namespace").asText(Names.DEFAULT_NAMESPACE) : "";
        return new Change.Delete(
                new ObjectKey(kind, namespace, which.path("name").asText()),
                which.path("resourceVersion").asLong(Change.ANY));
    }

    private static boolean isConflict(Throwable failure) {
        return StoreException.of(failure).reason() == StoreException.Reason.CONFLICT;
    }

    private CompletionStage<Commit> commit(List<Change> changes) {
        return config.store().commit(new Batch(config.uids().get(), Batch.NO_TERM, changes));
    }

    /** Answers with the object as this write left it: what the store shows by then may be another's. */
    private CompletionStage<ObjectNode> write(Change.Put put) {
        return commit(List.of(put)).thenApply(commit -> {
            long version = commit.changed() > 0 ? commit.revision() : put.expected();
            return views.of(put.resource().with(put.resource().metadata().at(version)));
        });
    }

    private Optional<Resource> present(ObjectKey key) {
        return config.store().get(key);
    }

    private static Problem missing(ObjectKey key) {
        return Problem.notFound("there is no " + key);
    }

    private static ObjectKey key(Call call) {
        return new ObjectKey(call.kind(), call.kind().isNamespaced() ? call.namespace() : "", call.requiredName());
    }

    /** Reads the body; what its path says need not be repeated, and must not be contradicted. */
    private Resource read(Call call, JsonNode body) {
        if (!(body instanceof ObjectNode tree)) throw Problem.badRequest("$: an object is needed");
        ObjectNode object = tree.deepCopy();
        Kind kind = call.kind();
        fill(object, "kind", kind.title(), "$.kind");
        ObjectNode metadata = object.withObject("/metadata");
        call.name().ifPresent(name -> fill(metadata, "name", name, "$.metadata.name"));
        if (kind.isNamespaced()) fill(metadata, "namespace", call.namespace(), "$.metadata.namespace");
        if (!kind.isWorkload() && kind != Kind.NODE && kind != Kind.POD) object.remove("status");
        return checked(Json.read(object));
    }

    private static void fill(ObjectNode object, String field, String value, String path) {
        String given = object.path(field).asText("");
        if (given.isEmpty()) {
            object.put(field, value);
        } else if (!given.equals(value)) {
            throw Problem.badRequest(path + " is '" + given + "', but the request is about '" + value + "'");
        }
    }

    private static Resource checked(Resource resource) {
        String name = resource.metadata().name();
        if (!NAME.matcher(name).matches() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException("$.metadata.name: '" + name
                    + "' should be lower-case letters, digits, '-' and '.', at most " + MAX_NAME + " characters");
        }
        return resource;
    }

    private Change.Put replacing(Resource wanted) {
        long version = wanted.metadata().resourceVersion();
        Optional<Resource> present = present(wanted.key());
        if (present.isEmpty()) {
            if (version > 0) throw Problem.conflict(List.of(wanted.key() + " is not there any more"));
            return new Change.Put(created(wanted), Change.ABSENT);
        }
        Resource merged = UserFields.merged(present.get(), wanted);
        long expected = version > 0 ? version : present.get().metadata().resourceVersion();
        return new Change.Put(merged, expected);
    }

    private Resource created(Resource wanted) {
        if (!CREATED.contains(wanted.kind())) {
            throw Problem.forbidden("a " + wanted.kind().singular() + " is not made by hand: "
                    + (wanted instanceof Workload
                            ? "apply a script"
                            : wanted instanceof Node ? "start an agent" : "Caravan makes it"));
        }
        Metadata m = wanted.metadata();
        return wanted.with(new Metadata(
                m.namespace(),
                m.name(),
                config.uids().get(),
                m.labels(),
                m.annotations(),
                0,
                config.clock().instant(),
                m.ownerReferences()));
    }
}
