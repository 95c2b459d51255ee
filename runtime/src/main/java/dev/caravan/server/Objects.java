package dev.caravan.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import dev.caravan.model.App;
import dev.caravan.model.Goal;
import dev.caravan.model.Kind;
import dev.caravan.model.Mode;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Resource;
import dev.caravan.model.Workload;
import dev.caravan.plan.Applying;
import dev.caravan.store.Change;
import dev.caravan.store.Listing;
import dev.caravan.store.Query;
import java.util.List;
import java.util.Optional;

/** Reads, deletes and acts on single objects. */
final class Objects {
    private static final int DEFAULT_LIMIT = 10_000;

    private final ApiConfig config;
    private final Views views;
    private final Writes writes;

    Objects(ApiConfig config, Views views, Writes writes) {
        this.config = config;
        this.views = views;
        this.writes = writes;
    }

    ObjectNode list(Call call) {
        Kind kind = call.kind();
        Listing found = config.store().list(query(call));
        int limit = limit(call);
        Optional<ObjectKey> after = after(call);
        List<Resource> items = found.items().stream()
                .filter(r -> after.map(key -> r.key().compareTo(key) > 0).orElse(true))
                .toList();
        List<Resource> page = items.subList(0, Math.min(limit, items.size()));
        ObjectNode list = Json.object().put("kind", kind.title() + "List");
        ObjectNode metadata = list.putObject("metadata");
        metadata.put("resourceVersion", found.revision());
        if (page.size() < items.size()) {
            metadata.put("continue", page.get(page.size() - 1).key().path());
        }
        ArrayNode array = list.putArray("items");
        page.forEach(resource -> array.add(views.of(resource)));
        return list;
    }

    private static int limit(Call call) {
        long limit = call.number("limit", DEFAULT_LIMIT);
        if (limit < 1 || limit > DEFAULT_LIMIT) {
            throw Problem.badRequest("limit should be 1.." + DEFAULT_LIMIT + ", was " + limit);
        }
        return (int) limit;
    }

    /** The last object of the page before, named by its path. */
    private static Optional<ObjectKey> after(Call call) {
        String path = call.query().getOrDefault("continue", "");
        if (path.isEmpty()) return Optional.empty();
        int slash = path.indexOf('/');
        String namespace = slash < 0 ? "" : path.substring(0, slash);
        return Optional.of(new ObjectKey(call.kind(), namespace, path.substring(slash + 1)));
    }

    static Query query(Call call) {
        Query query = Query.of(call.kind()).labelled(call.selector());
        boolean all = call.flag("allNamespaces") || !call.kind().isNamespaced();
        if (!all) query = query.inNamespace(call.namespace());
        String app = call.query().get("app");
        return app == null ? query : query.ofApp(app);
    }

    ObjectNode get(Call call) {
        return views.of(find(call));
    }

    private Resource find(Call call) {
        ObjectKey key = key(call);
        return config.store().get(key).orElseThrow(() -> missing(key));
    }

    private static ObjectKey key(Call call) {
        return new ObjectKey(call.kind(), call.kind().isNamespaced() ? call.namespace() : "", call.requiredName());
    }

    private Problem missing(ObjectKey key) {
        String where = key.namespace().isEmpty() ? "" : " in namespace " + key.namespace();
        return Problem.notFound("there is no " + key.kind().singular() + " '" + key.name() + "'" + where);
    }

    ObjectNode delete(Call call) {
        Resource found = find(call);
        writes.commit(() -> deletion(call));
        return views.of(config.store().get(found.key()).orElse(found));
    }

    private List<Change> deletion(Call call) {
        Resource found = find(call);
        if (found instanceof App app) {
            if (app.spec().goal() == Goal.REMOVED) return List.of();
            return Applying.deletion(
                    app, views.workloadsOf(app), config.uids(), config.clock().instant());
        }
        return List.of(deletion(found, call), told(found, "Deleted", "by a user"));
    }

    private static Change deletion(Resource found, Call call) {
        if (found instanceof Workload workload)
            return Change.update(workload.with(workload.spec().removed()));
        if (found instanceof Pod pod) {
            return pod.spec().node().isPresent() ? Change.update(pod.stopping()) : Change.delete(pod);
        }
        if (found instanceof Node node) {
            if (node.isReady()) {
                throw Problem.conflict(List.of("node " + node.name() + " has a running agent: stop the agent first"));
            }
            return Change.delete(node);
        }
        throw Problem.methodNotAllowed("DELETE", call.kind().plural());
    }

    ObjectNode act(Call call) {
        Resource found = find(call);
        writes.commit(() -> action(call));
        return views.of(config.store().get(found.key()).orElse(found));
    }

    private List<Change> action(Call call) {
        Resource found = find(call);
        String action = call.action().orElse("");
        Optional<Resource> changed = Optional.empty();
        if (found instanceof Workload workload) changed = act(workload, action, call);
        if (found instanceof Node node) changed = act(node, action);
        Resource after = changed.orElseThrow(
                () -> Problem.notFound("a " + call.kind().singular() + " has no action '" + action + "'"));
        return after.equals(found) ? List.of() : List.of(Change.update(after), told(found, title(action), "by a user"));
    }

    /** The event's reason for an action: {@code Scaled}, {@code Restarted}. */
    private static String title(String action) {
        return switch (action) {
            case "scale" -> "Scaled";
            case "restart" -> "Restarted";
            case "run" -> "Run";
            case "cordon" -> "Cordoned";
            case "uncordon" -> "Uncordoned";
            default -> throw new IllegalStateException("no title for " + action);
        };
    }

    private Optional<Resource> act(Workload workload, String action, Call call) {
        long serial = workload.spec().serial();
        return switch (action) {
            case "scale" -> Optional.of(scaled(workload, call));
            case "restart" ->
                workload.kind() == Kind.JOB || workload.kind() == Kind.CRON
                        ? Optional.empty()
                        : Optional.of(workload.with(workload.spec().withSerial(serial + 1)));
            case "run" ->
                workload.kind() == Kind.JOB
                        ? Optional.of(workload.with(workload.spec().withSerial(serial + 1)))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Workload scaled(Workload workload, Call call) {
        if (!(workload.spec().mode() instanceof Mode.Service service)) {
            throw Problem.badRequest(workload.key().display() + " cannot be scaled: only services have replicas");
        }
        var replicas = call.json().path("replicas");
        if (!replicas.isInt()) throw Problem.badRequest("$.replicas: a whole number is needed");
        return workload.with(workload.spec().with(service.withReplicas(replicas.asInt())));
    }

    private static Optional<Resource> act(Node node, String action) {
        return switch (action) {
            case "cordon" -> Optional.of(node.with(cordoned(node, true)));
            case "uncordon" -> Optional.of(node.with(cordoned(node, false)));
            default -> Optional.empty();
        };
    }

    private static Node.Spec cordoned(Node node, boolean is) {
        Node.Spec s = node.spec();
        return new Node.Spec(
                s.address(), s.linkPort(), s.ingressPort(), s.engine(), s.cpuMillis(), s.memoryBytes(), is, s.taints());
    }

    private Change told(Resource about, String reason, String message) {
        return Change.create(Applying.told(
                about, reason, message, config.uids(), config.clock().instant()));
    }
}
