package dev.caravan.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import dev.caravan.model.App;
import dev.caravan.model.Goal;
import dev.caravan.model.Kind;
import dev.caravan.model.Mode;
import dev.caravan.model.Namespace;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Resource;
import dev.caravan.model.Run;
import dev.caravan.model.Workload;
import dev.caravan.plan.Applying;
import dev.caravan.store.Change;
import dev.caravan.store.Deletion;
import dev.caravan.store.Listing;
import dev.caravan.store.Page;
import dev.caravan.store.Query;
import java.util.ArrayList;
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
        String token = call.query().getOrDefault("continue", "");
        Page page = token.isEmpty() ? Page.first(limit(call)) : Page.after(limit(call), token);
        Listing found = config.store().list(query(call), page);
        ObjectNode list = Json.object().put("kind", kind.title() + "List");
        ObjectNode metadata = list.putObject("metadata");
        metadata.put("resourceVersion", found.revision());
        found.next().ifPresent(next -> metadata.put("continue", next));
        ArrayNode array = list.putArray("items");
        found.items().forEach(resource -> array.add(views.of(resource)));
        return list;
    }

    private static int limit(Call call) {
        long limit = call.number("limit", DEFAULT_LIMIT);
        if (limit < 1 || limit > DEFAULT_LIMIT) {
            throw Problem.badRequest("limit should be 1.." + DEFAULT_LIMIT + ", was " + limit);
        }
        return (int) limit;
    }

    static Query query(Call call) {
        Query query = Query.of(call.kind()).labelled(call.labels()).where(call.fields());
        boolean all = call.flag("allNamespaces") || !call.kind().isNamespaced();
        if (!all) query = query.inNamespace(call.namespace());
        String app = call.query().get("app");
        return app == null ? query : query.ofApp(app);
    }

    ObjectNode get(Call call) {
        return views.whole(find(call));
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
        long wanted = call.number("resourceVersion", found.metadata().resourceVersion());
        if (wanted != found.metadata().resourceVersion()) {
            throw Problem.conflict(List.of(found.key() + " is at resourceVersion "
                    + found.metadata().resourceVersion() + ", but was expected at " + wanted));
        }
        if (found instanceof Namespace namespace) {
            return told(found, Deletion.ofNamespace(config.store(), namespace));
        }
        String word = call.query().getOrDefault("propagation", "foreground");
        Deletion.Propagation propagation = Deletion.Propagation.parse(word);
        if (propagation != Deletion.Propagation.FOREGROUND) {
            return told(found, Deletion.of(config.store(), found, propagation));
        }
        if (found instanceof App app) {
            if (app.spec().goal() == Goal.REMOVED) return List.of();
            return Applying.deletion(
                    app,
                    views.everythingOf(app),
                    workflowsOf(app),
                    config.uids(),
                    config.clock().instant());
        }
        if (found instanceof Run run && run.isLive()) {
            throw Problem.conflict(List.of(run.key().display() + " is not over: 'caravan cancel "
                    + run.metadata().name() + "' ends it"));
        }
        boolean whole = List.of(Kind.CONFIG, Kind.QUOTA, Kind.SECRET, Kind.WORKFLOW, Kind.RUN)
                .contains(found.kind());
        if (whole) {
            return told(found, Deletion.of(config.store(), found, propagation));
        }
        return told(found, List.of(deletion(found, call)));
    }

    private List<Resource> workflowsOf(App app) {
        List<Resource> found = new ArrayList<>();
        for (Kind kind : List.of(Kind.WORKFLOW, Kind.RUN, Kind.DEFINITION)) {
            Query query = Query.of(kind).inNamespace(app.metadata().namespace());
            found.addAll(config.store().list(query.ofApp(app.metadata().name())).items());
        }
        return found;
    }

    private List<Change> told(Resource found, List<Change> changes) {
        List<Change> all = new ArrayList<>(changes);
        all.add(told(found, "Deleted", "by a user"));
        return all;
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
