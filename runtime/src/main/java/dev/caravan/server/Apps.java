package dev.caravan.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import dev.caravan.model.App;
import dev.caravan.model.Kind;
import dev.caravan.model.Manifest;
import dev.caravan.model.Metadata;
import dev.caravan.model.Names;
import dev.caravan.model.Namespace;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Workflow;
import dev.caravan.model.Workload;
import dev.caravan.plan.Applying;
import dev.caravan.plan.Plan;
import dev.caravan.plan.Planner;
import dev.caravan.script.CompileOptions;
import dev.caravan.script.CompileResult;
import dev.caravan.script.Source;
import dev.caravan.store.Change;
import dev.caravan.store.Commit;
import dev.caravan.store.Query;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** {@code apps:plan} and {@code apps:apply}: from a script's text to a plan, and from a plan to one committed batch. */
final class Apps {
    /** The longest script, in characters. */
    static final int MAX_SCRIPT = 4 << 20;

    /** The longest path of a file. */
    private static final int MAX_PATH = 4096;

    private static final Set<String> FIELDS =
            Set.of("script", "files", "name", "directory", "parameters", "overlays", "namespace", "dryRun", "reset");

    private final ApiConfig config;
    private final Writes writes;

    Apps(ApiConfig config, Writes writes) {
        this.config = config;
        this.writes = writes;
    }

    ObjectNode plan(Call call) {
        Request request = request(call);
        Manifest manifest = compile(request);
        Plan plan = Planner.plan(
                manifest, request.namespace(), state(manifest.app(), request.namespace()), request.reset());
        return view(plan, false, 0);
    }

    ObjectNode apply(Call call) {
        Request request = request(call);
        Manifest manifest = compile(request);
        AtomicReference<Plan> applied = new AtomicReference<>();
        Commit commit = writes.commit(() -> {
            Planner.State state = state(manifest.app(), request.namespace());
            Plan plan = Planner.plan(manifest, request.namespace(), state, request.reset());
            applied.set(plan);
            if (!plan.problems().isEmpty()) throw Problem.conflict(plan.problems());
            if (request.dryRun() || !plan.hasChanges()) return List.of();
            List<Change> changes = new ArrayList<>(namespace(request.namespace()));
            changes.addAll(Applying.changes(
                    plan, manifest, state, config.uids(), config.clock().instant()));
            return changes;
        });
        return view(applied.get(), commit.changed() > 0, commit.revision());
    }

    /** Makes the namespace with the first app that comes into it. */
    private List<Change> namespace(String name) {
        ObjectKey key = new ObjectKey(Kind.NAMESPACE, "", name);
        if (name.equals(Names.DEFAULT_NAMESPACE) || config.store().get(key).isPresent()) return List.of();
        return List.of(Change.create(new Namespace(
                Metadata.create("", name, config.uids().get(), config.clock().instant()), null)));
    }

    private record Request(Source source, CompileOptions options, String namespace, boolean dryRun, boolean reset) {}

    private Request request(Call call) {
        JsonNode body = call.json();
        body.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) throw Problem.badRequest("$." + name + ": unknown field");
        });
        if (!body.path("script").isTextual()) throw Problem.badRequest("$.script: the script's text is needed");
        Map<String, String> files = new HashMap<>();
        body.path("files")
                .properties()
                .forEach(e -> files.put(e.getKey(), e.getValue().asText()));
        int length = files.values().stream().mapToInt(String::length).sum()
                + body.get("script").asText().length();
        if (length > MAX_SCRIPT) {
            throw Problem.badRequest("$.script: longer than " + MAX_SCRIPT + " characters, with its files");
        }
        if (body.path("directory").asText("").length() > MAX_PATH
                || body.path("name").asText("").length() > MAX_PATH) {
            throw Problem.badRequest("$.directory: longer than " + MAX_PATH + " characters");
        }
        String namespace = body.path("namespace").asText(Names.DEFAULT_NAMESPACE);
        if (!Names.isValid(namespace)) throw Problem.badRequest("$.namespace: must be " + Names.rule());
        Map<String, String> parameters = new HashMap<>();
        body.path("parameters")
                .properties()
                .forEach(e -> parameters.put(e.getKey(), e.getValue().asText()));
        Set<String> overlays = new HashSet<>();
        body.path("overlays").forEach(overlay -> overlays.add(overlay.asText()));
        Source source = new Source(
                body.path("name").asText("script.groovy"),
                body.get("script").asText(),
                body.path("directory").asText(""),
                files);
        return new Request(
                source,
                new CompileOptions(parameters, overlays, config.connectors()),
                namespace,
                body.path("dryRun").asBoolean(),
                body.path("reset").asBoolean());
    }

    private Manifest compile(Request request) {
        CompileResult result = config.compiler().compile(request.source(), request.options());
        if (result instanceof CompileResult.Failed failed) throw Problem.script(failed.diagnostics());
        return ((CompileResult.Compiled) result).manifest();
    }

    private Planner.State state(String app, String namespace) {
        List<Workload> workloads = new ArrayList<>();
        for (Kind kind : List.of(Kind.SERVICE, Kind.FUNCTION, Kind.JOB, Kind.CRON, Kind.DAEMON)) {
            workloads.addAll(config.store().list(Query.of(kind), Workload.class));
        }
        return new Planner.State(
                config.store().get(new ObjectKey(Kind.APP, namespace, app), App.class),
                workloads,
                config.store().list(Query.of(Kind.NODE), Node.class),
                config.store().list(Query.of(Kind.POD), Pod.class),
                config.store().list(Query.of(Kind.WORKFLOW), Workflow.class));
    }

    private static ObjectNode view(Plan plan, boolean applied, long resourceVersion) {
        ObjectNode view = Json.object()
                .put("kind", "Plan")
                .put("app", plan.app())
                .put("namespace", plan.namespace())
                .put("revision", plan.hasChanges() ? plan.revision() : plan.revision() - 1)
                .put("changed", plan.hasChanges())
                .put("applied", applied);
        if (applied) view.put("resourceVersion", resourceVersion);
        ArrayNode items = view.putArray("items");
        for (Plan.Item item : plan.items()) {
            ObjectNode node = items.addObject()
                    .put("action", item.action().name().toLowerCase(Locale.ROOT))
                    .put("kind", item.key().kind().title())
                    .put("name", item.key().name());
            item.effect().ifPresent(effect -> node.put("effect", effect.name().toLowerCase(Locale.ROOT)));
            if (item.drift()) node.put("drift", true);
            if (item.keepsPromoted()) node.put("keepsPromoted", true);
            ArrayNode fields = node.putArray("fields");
            item.fields().forEach(field -> {
                ObjectNode one = fields.addObject().put("path", field.path());
                field.from().ifPresent(from -> one.put("from", from));
                field.to().ifPresent(to -> one.put("to", to));
            });
        }
        ArrayNode placements = view.putArray("placements");
        plan.placements().forEach(p -> {
            ObjectNode one = placements
                    .addObject()
                    .put("workload", p.workload().display())
                    .put("slot", p.slot());
            p.node().ifPresent(node -> one.put("node", node));
            p.reason().ifPresent(reason -> one.put("reason", reason));
        });
        ArrayNode problems = view.putArray("problems");
        plan.problems().forEach(problems::add);
        return view;
    }
}
