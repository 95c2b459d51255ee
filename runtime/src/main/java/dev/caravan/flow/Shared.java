package dev.caravan.flow;

import dev.caravan.model.App;
import dev.caravan.model.Definition;
import dev.caravan.model.Goal;
import dev.caravan.model.Kind;
import dev.caravan.model.Namespace;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.OwnerReference;
import dev.caravan.model.Pod;
import dev.caravan.model.Resource;
import dev.caravan.model.Run;
import dev.caravan.model.Workflow;
import dev.caravan.model.Workload;
import dev.caravan.reconcile.GarbageReconciler;
import dev.caravan.reconcile.NodeReconciler;
import dev.caravan.routes.WorkflowRoutes;
import dev.caravan.store.Change;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.Query;
import dev.caravan.store.Signals;
import dev.caravan.workflow.Retention;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.camel.builder.RouteBuilder;

/** The routes that every cluster has beside its shapes: node readiness, and forgetting apps whose last pod is gone. */
final class Shared {
    /** The entry of the node route, and the row that wakes it. */
    static final String NODES = "nodes";

    static final ObjectKey NODES_ROW = new ObjectKey(Kind.NODE, "", "*");

    /** The entry of the app route; its rows are apps. */
    static final String APPS = "apps";

    /** The entry of the route for workloads that are gone while pods of theirs are not. */
    static final String GARBAGE = "garbage";

    /** The entry of the route that forgets ended runs; its rows are workflows. */
    static final String WORKFLOWS = "workflows";

    /** The entry of the namespace route; its rows are namespaces. */
    static final String NAMESPACES = "namespaces";

    /** Objects deleted in one batch, which is bounded; the look after it finds the rest. */
    private static final int MAX_DELETED = 2_000;

    /** How long agents have to find a control plane that was started again. */
    private static final Duration SETTLING = Duration.ofSeconds(20);

    private final ClusterStore store;
    private final Signals signals;
    private final Clock clock;
    private final Instant startedAt;

    /** Nodes that were heard from since this driver started: only they can fall silent. */
    private final Set<String> heard = new HashSet<>();

    Shared(ClusterStore store, Signals signals, Clock clock) {
        this.store = store;
        this.signals = signals;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    RouteBuilder routes() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("grid:rows?shape=" + NODES)
                        .routeId(NODES)
                        .to("reconcile:nodes")
                        .to("bind:batch");
                from("grid:rows?shape=" + APPS)
                        .routeId(APPS)
                        .to("reconcile:app")
                        .to("bind:batch");
                from("grid:rows?shape=" + GARBAGE)
                        .routeId(GARBAGE)
                        .to("reconcile:garbage")
                        .to("bind:batch");
                from("grid:rows?shape=" + WORKFLOWS)
                        .routeId(WORKFLOWS)
                        .to("reconcile:workflow")
                        .to("bind:batch");
                from("grid:rows?shape=" + NAMESPACES)
                        .routeId(NAMESPACES)
                        .to("reconcile:namespace")
                        .to("bind:batch");
            }
        };
    }

    Map<String, Step> steps() {
        return Map.of(
                "nodes", this::nodes,
                "app", this::app,
                "garbage", this::garbage,
                "workflow", this::workflow,
                "namespace", this::namespace);
    }

    private CompletionStage<?> nodes(Pass pass) {
        List<Node> nodes = store.list(Query.of(Kind.NODE), Node.class);
        Set<String> reachable = signals.reachableNodes();
        heard.addAll(reachable);
        boolean settled = !clock.instant().isBefore(startedAt.plus(SETTLING));
        List<Node> judged = nodes.stream()
                .filter(node -> settled || heard.contains(node.name()))
                .toList();
        for (Node changed : NodeReconciler.reconcile(judged, reachable, clock.instant())) {
            pass.direct().add(Change.update(changed));
            var note = NodeReconciler.note(changed);
            pass.changes().note(note.about(), note.severity(), note.reason(), note.message());
        }
        return CompletableFuture.completedFuture(null);
    }

    /** Pods whose workload was deleted in the background stop and go; those that were left as orphans stay. */
    private CompletionStage<?> garbage(Pass pass) {
        List<Pod> pods = store.list(Query.of(Kind.POD).ofWorkload(pass.key()), Pod.class);
        Set<String> nodes = store.list(Query.of(Kind.NODE), Node.class).stream()
                .map(Node::name)
                .collect(Collectors.toSet());
        pass.direct().addAll(GarbageReconciler.reconcile(pods, nodes));
        return CompletableFuture.completedFuture(null);
    }

    /** Ended runs go after a while, and definitions with the last run that needs them. */
    private CompletionStage<?> workflow(Pass pass) {
        ObjectKey key = pass.key();
        Optional<Workflow> workflow = store.get(key, Workflow.class);
        List<Run> runs = store.list(Query.of(Kind.RUN).inNamespace(key.namespace()), Run.class).stream()
                .filter(run -> run.spec().workflow().equals(key.name()))
                .toList();
        List<Definition> definitions =
                store.list(Query.of(Kind.DEFINITION).inNamespace(key.namespace()), Definition.class).stream()
                        .filter(definition -> definition.spec().name().equals(key.name()))
                        .toList();
        Set<OwnerReference> owners = runs.stream().map(Run::reference).collect(Collectors.toSet());
        List<Workload> jobs = store.list(Query.of(Kind.JOB).inNamespace(key.namespace()), Workload.class).stream()
                .filter(job -> job.metadata().ownerReferences().stream().anyMatch(owners::contains))
                .toList();
        String present = workflow.map(w -> Run.definitionName(key.name(), WorkflowRoutes.hash(w.spec())))
                .orElse("");
        Retention.Holdings holdings = new Retention.Holdings(key, workflow, present, runs, definitions, jobs);
        pass.direct().addAll(Retention.changes(holdings, clock.instant()));
        Retention.nextAt(runs).ifPresent(pass.changes()::wakeAt);
        return CompletableFuture.completedFuture(null);
    }

    /** A namespace that is being removed goes once nothing runs in it, with what was left to read. */
    private CompletionStage<?> namespace(Pass pass) {
        Optional<Namespace> namespace = store.get(pass.key(), Namespace.class);
        if (namespace.isEmpty() || namespace.get().spec().goal() != Goal.REMOVED) {
            return CompletableFuture.completedFuture(null);
        }
        List<Resource> left = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            // Secrets went with the command that removed the namespace; the grid has none.
            if (!kind.isNamespaced() || kind == Kind.SECRET) continue;
            left.addAll(
                    store.list(Query.of(kind).inNamespace(pass.key().name())).items());
        }
        boolean runs = left.stream().anyMatch(r -> r.kind() != Kind.EVENT && r.kind() != Kind.REVISION);
        if (runs) return CompletableFuture.completedFuture(null);
        left.stream().limit(MAX_DELETED).forEach(r -> pass.direct().add(Change.delete(r)));
        if (left.size() <= MAX_DELETED) pass.direct().add(Change.delete(namespace.get()));
        return CompletableFuture.completedFuture(null);
    }

    private CompletionStage<?> app(Pass pass) {
        Optional<App> app = store.get(pass.key(), App.class);
        if (app.isPresent() && app.get().spec().goal() == Goal.REMOVED) {
            String name = app.get().metadata().name();
            String namespace = app.get().metadata().namespace();
            boolean empty = List.of(Kind.SERVICE, Kind.FUNCTION, Kind.JOB, Kind.CRON, Kind.DAEMON).stream()
                    .allMatch(kind -> store.list(
                                    Query.of(kind).inNamespace(namespace).ofApp(name))
                            .items()
                            .isEmpty());
            if (empty) {
                List<Resource> revisions = store.list(
                                Query.of(Kind.REVISION).inNamespace(namespace).ofApp(name))
                        .items();
                revisions.forEach(revision -> pass.direct().add(Change.delete(revision)));
                pass.direct().add(Change.delete(app.get()));
            }
        }
        return CompletableFuture.completedFuture(null);
    }
}
