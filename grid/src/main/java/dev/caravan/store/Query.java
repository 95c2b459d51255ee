package dev.caravan.store;

import dev.caravan.model.Definition;
import dev.caravan.model.Kind;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Resource;
import dev.caravan.model.Revision;
import dev.caravan.model.Run;
import dev.caravan.model.Workflow;
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
        Selector labels,
        Selector fields) {

    public static Query of(Kind kind) {
        return new Query(
                kind,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Selector.ANY,
                Selector.ANY);
    }

    public Query inNamespace(String name) {
        return new Query(kind, Optional.of(name), app, workload, node, labels, fields);
    }

    public Query ofApp(String name) {
        return new Query(kind, namespace, Optional.of(name), workload, node, labels, fields);
    }

    /** Pods of one workload. */
    public Query ofWorkload(ObjectKey key) {
        return new Query(kind, namespace, app, Optional.of(key), node, labels, fields);
    }

    /** Pods bound to one node. */
    public Query onNode(String name) {
        return new Query(kind, namespace, app, workload, Optional.of(name), labels, fields);
    }

    public Query labelled(Map<String, String> wanted) {
        return labelled(Selector.equal(wanted));
    }

    public Query labelled(Selector wanted) {
        return new Query(kind, namespace, app, workload, node, wanted, fields);
    }

    /** Objects whose fields are as a selector of {@link Fields} wants. */
    public Query where(Selector wanted) {
        return new Query(kind, namespace, app, workload, node, labels, wanted);
    }

    public boolean matches(Resource resource) {
        return resource.kind() == kind
                && namespace.map(resource.metadata().namespace()::equals).orElse(true)
                && app.map(name -> appOf(resource).equals(name)).orElse(true)
                && workload.map(key -> workloadOf(resource).equals(Optional.of(key)))
                        .orElse(true)
                && node.map(name -> nodeOf(resource).equals(Optional.of(name))).orElse(true)
                && labels.matches(resource.metadata().labels())
                && (fields.requirements().isEmpty() || fields.matches(Fields.of(resource)));
    }

    /** The app that an object belongs to; empty for nodes and events. */
    public static String appOf(Resource resource) {
        if (resource instanceof Pod pod) return pod.spec().app();
        if (resource instanceof Workload workload) return workload.spec().app();
        if (resource instanceof Revision revision) return revision.spec().app();
        if (resource instanceof Workflow workflow) return workflow.spec().app();
        if (resource instanceof Definition definition) return definition.spec().app();
        if (resource instanceof Run run) return run.spec().app();
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
