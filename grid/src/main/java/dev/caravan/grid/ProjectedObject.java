package dev.caravan.grid;

import dev.caravan.json.Json;
import dev.caravan.model.ContainerSpec;
import dev.caravan.model.Event;
import dev.caravan.model.Kind;
import dev.caravan.model.Mode;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.PodTemplate;
import dev.caravan.model.Resource;
import dev.caravan.model.Resources;
import dev.caravan.model.Run;
import dev.caravan.model.Workload;
import dev.caravan.store.Query;
import java.util.stream.Collectors;

/**
 * An object as grid maps hold it: flat columns that people and predicates read, and the whole of it as JSON. A column that a
 * kind has no use for is empty, false or 0.
 *
 * @param workload of a pod: its workload's key
 * @param node of a pod: where it is bound
 * @param reason of a pod or event: why, in one word
 * @param message of a pod, node, workload, run or event: why, in a sentence
 * @param image of a pod or workload: its containers' images
 * @param cpuMillis what a pod reserves or a node has, in thousandths of a cpu
 * @param memoryBytes likewise, in bytes
 * @param created when, as a timestamp of ISO 8601
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
        String json,
        boolean ready,
        int restarts,
        int replicas,
        String reason,
        String message,
        String address,
        String image,
        long cpuMillis,
        long memoryBytes,
        String created) {
    /** Whether objects of a kind are in the grid at all: everybody in the grid can read all of it, so secrets are not. */
    static boolean isProjected(Kind kind) {
        return kind != Kind.SECRET;
    }

    static ProjectedObject of(Resource resource) {
        Resources reserved = reserved(resource);
        return new ProjectedObject(
                resource.metadata().namespace(),
                resource.metadata().name(),
                resource.kind().title(),
                Query.appOf(resource),
                Query.workloadOf(resource).map(ObjectKey::toString).orElse(""),
                Query.nodeOf(resource).orElse(""),
                phase(resource),
                resource.metadata().resourceVersion(),
                Json.write(resource),
                isReady(resource),
                resource instanceof Pod pod ? pod.status().restarts() : 0,
                replicas(resource),
                reason(resource),
                message(resource),
                address(resource),
                image(resource),
                reserved.cpuMillis(),
                reserved.memoryBytes(),
                resource.metadata().creationTimestamp().toString());
    }

    private static String phase(Resource resource) {
        if (resource instanceof Pod pod) return pod.status().phase().title();
        if (resource instanceof Node node) return node.status().phase().title();
        if (resource instanceof Run run) return run.status().phase().title();
        return resource instanceof Workload workload ? workload.spec().goal().toString() : "";
    }

    private static boolean isReady(Resource resource) {
        return resource instanceof Pod pod ? pod.isServing() : resource instanceof Node node && node.isReady();
    }

    private static int replicas(Resource resource) {
        return resource instanceof Workload workload && workload.spec().mode() instanceof Mode.Service service
                ? service.replicas()
                : 0;
    }

    private static String reason(Resource resource) {
        if (resource instanceof Pod pod) return pod.status().reason();
        return resource instanceof Event event ? event.spec().reason() : "";
    }

    private static String message(Resource resource) {
        if (resource instanceof Pod pod) return pod.status().message();
        if (resource instanceof Node node) return node.status().message();
        if (resource instanceof Workload workload) return workload.status().message();
        if (resource instanceof Run run) return run.status().message();
        return resource instanceof Event event ? event.spec().message() : "";
    }

    private static String address(Resource resource) {
        if (resource instanceof Pod pod) return pod.status().address().orElse("");
        return resource instanceof Node node ? node.spec().address() : "";
    }

    private static String image(Resource resource) {
        if (resource instanceof Pod pod) return images(pod.spec().template());
        return resource instanceof Workload workload ? images(workload.spec().template()) : "";
    }

    private static String images(PodTemplate template) {
        return template.containers().stream()
                .map(ContainerSpec::image)
                .flatMap(java.util.Optional::stream)
                .collect(Collectors.joining(","));
    }

    private static Resources reserved(Resource resource) {
        if (resource instanceof Pod pod) return pod.spec().template().requests();
        return resource instanceof Node node
                ? Resources.of(node.spec().cpuMillis(), node.spec().memoryBytes())
                : Resources.none();
    }

    Resource resource() {
        return Json.read(json);
    }
}
