package dev.caravan.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a pod is made from.
 *
 * @param containers at least one; the first that is no sidecar is the main one
 * @param stopGrace time between SIGTERM and SIGKILL
 */
public record PodTemplate(
        Map<String, String> labels, List<ContainerSpec> containers, Placement placement, Duration stopGrace) {
    public static final Duration DEFAULT_STOP_GRACE = Duration.ofSeconds(10);

    public PodTemplate {
        labels = Copies.map(labels);
        containers = Copies.list(containers);
        if (containers.isEmpty()) throw new IllegalArgumentException("a pod needs at least one container");
        placement = placement == null ? Placement.anywhere() : placement;
        stopGrace = stopGrace == null ? DEFAULT_STOP_GRACE : stopGrace;
    }

    /** What one pod reserves on its node: the sum over its containers. */
    public Resources requests() {
        return containers.stream().map(ContainerSpec::resources).reduce(Resources.none(), Resources::plus);
    }

    /** All ports of all containers. */
    public List<Port> ports() {
        return containers.stream().flatMap(c -> c.ports().stream()).toList();
    }
}
