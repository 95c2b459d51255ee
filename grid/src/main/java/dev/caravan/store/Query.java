package dev.caravan.store;

import dev.caravan.model.Kind;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Resource;
import dev.caravan.model.Revision;
import dev.caravan.model.Workload;
import java.util.Map;
import java.util.Optional;

/** Which objects a list shall hold; what is empty does not restrict. */
public record Query(
        Kind kind,
        Optional<String> namespace,
        Optional<String> app,
        Optional<ObjectKey> workload,
        Optional<String> node,
        Map<String, String> labels) {
    public Query {
        labels = Map.copyOf(labels);
    }

    public static Query of(Kind kind) {
        return new Query(kind, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
    }

    public Query inNamespace(String name) {
        return new Query(kind, Optional.of(name), app, workload, node, labels);
    }

    public Query ofApp(String name) {
        return new Query(kind, namespace, Optional.of(name), workload, node, labels);
    }

    /** Pods of one workload. */
    public Query ofWorkload(ObjectKey key) {
        return new Query(kind, namespace, app, Optional.of(key), node, labels);
    }

    /** Pods bound to one node. */
    public Query onNode(String name) {
        return new Query(kind, namespace, app, workload, Optional.of(name), labels);
    }

    public Query labelled(Map<String, String> wanted) {
        return new Query(kind, namespace, app, workload, node, wanted);
    }

    public boolean matches(Resource resource) {
        return resource.kind() == kind
                && namespace.map(resource.metadata().namespace()::equals).orElse(true)
                && app.map(name -> appOf(resource).equals(name)).orElse(true)
                && workload.map(key -> workloadOf(resource).equals(Optional.of(key)))
                        .orElse(true)
                && node.map(name -> nodeOf(resource).equals(Optional.of(name))).orElse(true)
                && resource.metadata().labels().entrySet().containsAll(labels.entrySet());
    }

    /** The app that an object belongs to; empty for nodes and events. */
    public static String appOf(Resource resource) {
        if (resource instanceof Pod pod) return pod.spec().app();
        if (resource instanceof Workload workload) return workload.spec().app();
        if (resource instanceof Revision revision) return revision.spec().app();
        return resource.kind() == Kind.APP ? resource.metadata().name() : "";
    }

    /** The workload that a pod belongs to. */
    public static Optional<ObjectKey> workloadOf(Resource resource) {
        return resource instanceof Pod pod ? Optional.of(pod.spec().workload()) : Optional.empty();
    }

    /** The node that a pod is bound to. */
    public static Optional<String> nodeOf(Resource resource) {
        return resource instanceof Pod pod ? pod.spec().node() : Optional.empty();
    }
}
