package dev.caravan.reconcile;

import dev.caravan.model.Node;
import dev.caravan.model.Pod;
import dev.caravan.model.Workload;
import dev.caravan.store.Signals.Demand;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One workload as its route sees it, at one moment.
 *
 * @param pods its pods
 * @param jobs for a cron: the jobs that it made
 * @param nodes all nodes by name
 * @param demand for a function: what each node's ingress has for it
 */
public record Observation(
        Workload workload,
        List<Pod> pods,
        List<Workload> jobs,
        Map<String, Node> nodes,
        Map<String, Demand> demand,
        Instant now) {
    public Observation {
        pods = List.copyOf(pods);
        jobs = List.copyOf(jobs);
        nodes = Map.copyOf(nodes);
        demand = Map.copyOf(demand);
    }

    public String templateHash() {
        return TemplateHash.of(workload.spec());
    }

    /** Names the template of the service's canaries, if it has any. */
    public Optional<String> canaryHash() {
        return TemplateHash.ofCanary(workload.spec());
    }

    /** Whether so many nodes are silent that replacing their pods would rather break more. */
    public boolean isDisaster() {
        long silent = nodes.values().stream().filter(n -> !n.isReady()).count();
        return silent * 2 > nodes.size();
    }

    /** When a pod's node will be given up, if it is silent now; {@link Instant#MIN} if the node is gone for good. */
    public Optional<Instant> givenUpAt(Pod pod, Duration replaceAfter) {
        if (pod.spec().node().isEmpty()) return Optional.empty();
        Node node = nodes.get(pod.spec().node().get());
        if (node == null) return Optional.of(Instant.MIN);
        return node.isReady()
                ? Optional.empty()
                : Optional.of(node.status().since().orElse(Instant.MIN).plus(replaceAfter));
    }
}
