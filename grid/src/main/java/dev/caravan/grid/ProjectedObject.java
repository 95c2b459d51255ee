package dev.caravan.grid;

import dev.caravan.json.Json;
import dev.caravan.model.Kind;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Resource;
import dev.caravan.store.Query;

/**
 * An object as grid maps hold it: flat columns that people and predicates read, and the whole of it as JSON.
 *
 * @param workload of a pod: its workload's key
 * @param node of a pod: where it is bound
 */
record ProjectedObject(
        String namespace,
        String name,
        String kind,
        String app,
        String workload,
        String node,
        String phase,
        long resourceVersion,
        String json) {
    /** Whether objects of a kind are in the grid at all: everybody in the grid can read all of it, so secrets are not. */
    static boolean isProjected(Kind kind) {
        return kind != Kind.SECRET;
    }

    static ProjectedObject of(Resource resource) {
        return new ProjectedObject(
                resource.metadata().namespace(),
                resource.metadata().name(),
                resource.kind().title(),
                Query.appOf(resource),
                Query.workloadOf(resource).map(ObjectKey::toString).orElse(""),
                Query.nodeOf(resource).orElse(""),
                phase(resource),
                resource.metadata().resourceVersion(),
                Json.write(resource));
    }

    private static String phase(Resource resource) {
        if (resource instanceof Pod pod) return pod.status().phase().title();
        if (resource instanceof Node node) return node.status().phase().title();
        return "";
    }

    Resource resource() {
        return Json.read(json);
    }
}
