package dev.caravan.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import dev.caravan.model.App;
import dev.caravan.model.Canary;
import dev.caravan.model.Definition;
import dev.caravan.model.Goal;
import dev.caravan.model.Kind;
import dev.caravan.model.Mode;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Quantity;
import dev.caravan.model.Quota;
import dev.caravan.model.Resource;
import dev.caravan.model.Resources;
import dev.caravan.model.Run;
import dev.caravan.model.Secret;
import dev.caravan.model.Workload;
import dev.caravan.model.WorkloadStatus.Outcome;
import dev.caravan.reconcile.TemplateHash;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.Query;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Objects as the API shows them: the stored object, and in its status what is counted from others. */
final class Views {
    static final String HEALTHY = "Healthy";
    static final String PROGRESSING = "Progressing";
    static final String FAILING = "Failing";
    static final String IDLE = "Idle";
    static final String DELETING = "Deleting";

    private static final List<Kind> WORKLOADS = List.of(Kind.SERVICE, Kind.FUNCTION, Kind.JOB, Kind.CRON, Kind.DAEMON);

    /** Reasons that a pod gives on its way, when nothing is wrong. */
    private static final Set<String> UNDER_WAY =
            Set.of("", "Preparing", "Starting", "Stopping", "Stopped", "Completed");

    private final ClusterStore store;

    Views(ClusterStore store) {
        this.store = store;
    }

    ObjectNode of(Resource resource) {
        ObjectNode tree = Json.tree(resource);
        if (resource instanceof Workload workload) {
            status(tree).setAll(summary(workload));
        } else if (resource instanceof App app) {
            tree.set("status", summary(app));
        } else if (resource instanceof Node node) {
            status(tree).put("pods", podsOn(node.name()));
        } else if (resource instanceof Pod pod) {
            status(tree).put("restarts", pod.status().restarts());
        } else if (resource instanceof Quota quota) {
            ObjectNode used = status(tree).withObject("/used");
            quota.spec()
                    .hard()
                    .keySet()
                    .forEach(what -> used.put(what, used(quota.metadata().namespace(), what)));
        } else if (resource instanceof Secret secret) {
            // Not even the sealed values: what somebody keeps of them today, a lost key may open tomorrow.
            ObjectNode data = tree.withObject("/spec").putObject("data");
            secret.spec().data().keySet().forEach(name -> data.put(name, "(sealed)"));
        }
        return tree;
    }

    /** One object that was asked for by name, with what lists leave out. */
    ObjectNode whole(Resource resource) {
        ObjectNode tree = of(resource);
        if (resource instanceof Run run) {
            ObjectKey key = new ObjectKey(Kind.DEFINITION, run.metadata().namespace(), run.definitionName());
            store.get(key, Definition.class)
                    .ifPresent(definition -> status(tree).set("tree", RunTreeView.of(run, definition.spec())));
        }
        return tree;
    }

    private String used(String namespace, String what) {
        if (!what.equals("cpu") && !what.equals("memory")) {
            Kind kind = Kind.parse(what).orElseThrow();
            return Integer.toString(
                    store.list(Query.of(kind).inNamespace(namespace)).items().size());
        }
        List<Resources> wanted = store.list(Query.of(Kind.POD).inNamespace(namespace), Pod.class).stream()
                .filter(pod -> !pod.status().phase().isTerminal())
                .map(pod -> pod.spec().template().requests())
                .toList();
        return what.equals("cpu")
                ? Quantity.cpu(wanted.stream().mapToLong(Resources::cpuMillis).sum())
                : Quantity.bytes(
                        wanted.stream().mapToLong(Resources::memoryBytes).sum());
    }

    private static ObjectNode status(ObjectNode tree) {
        return tree.withObject("/status");
    }

    private long podsOn(String node) {
        return store.list(Query.of(Kind.POD).onNode(node), Pod.class).stream()
                .filter(Pod::holdsCapacity)
                .count();
    }

    /** An app is as well as the worst of its workloads. */
    private ObjectNode summary(App app) {
        ObjectNode summary = Json.object();
        ArrayNode workloads = summary.putArray("workloads");
        String phase = app.spec().goal() == Goal.REMOVED ? DELETING : HEALTHY;
        String message = "";
        for (Workload workload : workloadsOf(app)) {
            ObjectNode one = summary(workload);
            one.put("kind", workload.kind().title())
                    .put("name", workload.metadata().name());
            workloads.add(one);
            String its = one.path("phase").asText();
            if (its.equals(FAILING) || (its.equals(PROGRESSING) && phase.equals(HEALTHY))) {
                phase = phase.equals(DELETING) ? DELETING : its;
                message = workload.key().display() + ": " + one.path("message").asText();
            }
        }
        return summary.put("phase", phase)
                .put("message", message)
                .put("revision", app.spec().revision());
    }

    /** What the app's script says; jobs that a workflow's run made speak for their run. */
    List<Workload> workloadsOf(App app) {
        return everythingOf(app).stream()
                .filter(w -> w.metadata().ownerReferences().stream().noneMatch(o -> o.kind() == Kind.RUN))
                .toList();
    }

    List<Workload> everythingOf(App app) {
        return WORKLOADS.stream()
                .flatMap(kind -> store
                        .list(
                                Query.of(kind)
                                        .inNamespace(app.metadata().namespace())
                                        .ofApp(app.metadata().name()),
                                Workload.class)
                        .stream())
                .toList();
    }

    private ObjectNode summary(Workload workload) {
        String hash = TemplateHash.of(workload.spec());
        String tried = TemplateHash.ofCanary(workload.spec())
                .filter(canary -> !canary.equals(hash))
                .orElse("");
        List<Pod> all = store.list(Query.of(Kind.POD).ofWorkload(workload.key()), Pod.class);
        // Canaries are beside what the service shall have.
        List<Pod> pods =
                all.stream().filter(p -> !p.spec().templateHash().equals(tried)).toList();
        List<Pod> live = pods.stream().filter(Pod::isLive).toList();
        List<Pod> current =
                live.stream().filter(p -> p.spec().templateHash().equals(hash)).toList();
        long ready = live.stream().filter(Pod::isServing).count();
        long updated = current.stream().filter(Pod::isServing).count();
        int desired = desired(workload, live.size());
        ObjectNode summary = Json.object()
                .put("desired", desired)
                .put("pods", live.size())
                .put("ready", ready)
                .put("updated", updated)
                .put("templateHash", hash);
        String phase = phase(workload, pods, live, updated, desired);
        String message = message(workload, live, phase, updated, desired);
        OpenPorts ports = OpenPorts.of(workload, store.list(Query.of(Kind.NODE), Node.class));
        boolean settled = phase.equals(HEALTHY) || phase.equals(IDLE);
        if (!tried.isEmpty()) {
            ObjectNode canary = canary(workload, all, tried);
            summary.set("canary", canary);
            if (settled && canary.path("ready").asInt() < canary.path("desired").asInt()) {
                phase = PROGRESSING;
                message = canary.path("ready").asInt() + " of "
                        + canary.path("desired").asInt() + " canaries ready";
                settled = false;
            }
        }
        if (settled && !ports.errors().isEmpty()) {
            phase = FAILING;
            message = String.join("; ", ports.errors());
        } else if (settled && !ports.awaited().isEmpty()) {
            phase = PROGRESSING;
            message = "not opened yet: " + String.join(", ", ports.awaited());
        }
        summary.put("phase", phase).put("message", message);
        ArrayNode addresses = summary.putArray("addresses");
        ports.addresses().forEach(addresses::add);
        return summary;
    }

    private static ObjectNode canary(Workload workload, List<Pod> pods, String tried) {
        Canary canary = workload.spec().canary().orElseThrow();
        List<Pod> live = pods.stream()
                .filter(p -> p.isLive() && p.spec().templateHash().equals(tried))
                .toList();
        return Json.object()
                .put("percent", canary.percent())
                .put("desired", canary.podsOf(desired(workload, 0)))
                .put("pods", live.size())
                .put("ready", live.stream().filter(Pod::isServing).count())
                .put("templateHash", tried);
    }

    private static int desired(Workload workload, int live) {
        Mode mode = workload.spec().mode();
        if (workload.spec().goal() == Goal.REMOVED) return 0;
        if (mode instanceof Mode.Service service) return service.replicas();
        if (mode instanceof Mode.Function) return workload.status().desired();
        return live;
    }

    private static String phase(Workload workload, List<Pod> pods, List<Pod> live, long updated, int desired) {
        if (workload.spec().goal() == Goal.REMOVED) return DELETING;
        Mode mode = workload.spec().mode();
        if (mode instanceof Mode.Cron) return HEALTHY;
        if (mode instanceof Mode.Job job) return jobPhase(workload, job, live);
        if (!workload.status().rollout().rolledBack().isEmpty()) return FAILING;
        if (updated >= desired && pods.size() == desired) return desired == 0 ? IDLE : HEALTHY;
        boolean failing = live.stream().anyMatch(Views::isStuck);
        return failing ? FAILING : PROGRESSING;
    }

    private static String jobPhase(Workload workload, Mode.Job job, List<Pod> live) {
        boolean ended = workload.status().run().equals(TemplateHash.of(workload.spec()));
        if (ended && workload.status().outcome() == Outcome.COMPLETE) return HEALTHY;
        if (ended && workload.status().outcome() == Outcome.FAILED) return FAILING;
        if (job.manual() && workload.spec().serial() == 0) return IDLE;
        boolean stuck = live.stream().anyMatch(Views::isStuck);
        return stuck ? FAILING : PROGRESSING;
    }

    private static boolean isStuck(Pod pod) {
        return !pod.isServing() && !UNDER_WAY.contains(pod.status().reason());
    }

    private static String message(Workload workload, List<Pod> live, String phase, long updated, int desired) {
        Optional<Pod> stuck = live.stream().filter(Views::isStuck).min(Comparator.comparing(p -> p.metadata()
                .name()));
        if (phase.equals(FAILING) && stuck.isPresent()) {
            Pod pod = stuck.get();
            return "pod/" + pod.metadata().name() + " " + pod.status().reason() + ": "
                    + pod.status().message();
        }
        String rolledBack = workload.status().rollout().rolledBack();
        if (!rolledBack.isEmpty()) return rolledBack;
        if (!workload.status().message().isEmpty()) return workload.status().message();
        return phase.equals(PROGRESSING) ? updated + " of " + desired + " pods ready" : "";
    }
}
