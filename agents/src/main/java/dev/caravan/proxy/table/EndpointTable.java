package dev.caravan.proxy.table;

import dev.caravan.model.Canary;
import dev.caravan.model.Goal;
import dev.caravan.model.Mode;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Port;
import dev.caravan.model.Workload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where one node sends traffic: the endpoints of each workload's ports, the ingress routes and the pods of the node
 * itself. Immutable; readers hold one table for one decision.
 */
public final class EndpointTable {
    /**
     * What a table is made from.
     *
     * @param node the node that the table is for
     * @param reachable names of the nodes whose agent answers
     */
    public record Inputs(
            String node,
            Collection<Workload> workloads,
            Collection<Pod> pods,
            Collection<Node> nodes,
            Set<String> reachable) {}

    /** A pod of this node that the link may relay to, whether it serves at the moment or not. */
    public record LocalPod(String uid, String address, Map<Integer, Integer> dialPorts) {
        public int dialPort(int port) {
            return dialPorts.getOrDefault(port, port);
        }
    }

    private record EndpointId(String podUid, int port) {}

    private static final EndpointTable EMPTY =
            new EndpointTable(new TreeMap<>(), Routes.of(Map.of()), Map.of(), Map.of(), Set.of());

    private final TreeMap<PortKey, Target> targets;
    private final Routes routes;
    private final Map<String, LocalPod> localPods;
    private final Map<EndpointId, Endpoint> endpoints;
    private final Set<String> stopping;

    private EndpointTable(
            TreeMap<PortKey, Target> targets,
            Routes routes,
            Map<String, LocalPod> localPods,
            Map<EndpointId, Endpoint> endpoints,
            Set<String> stopping) {
        this.targets = targets;
        this.routes = routes;
        this.localPods = localPods;
        this.endpoints = endpoints;
        this.stopping = stopping;
    }

    public static EndpointTable empty() {
        return EMPTY;
    }

    /** The table for the inputs. Endpoints that the previous table has keep their load. */
    public static EndpointTable of(Inputs inputs, EndpointTable previous) {
        Map<String, Node> nodes = new HashMap<>();
        for (Node node : inputs.nodes()) {
            boolean usable = node.isReady() && inputs.reachable().contains(node.name());
            if (usable || node.name().equals(inputs.node())) nodes.put(node.name(), node);
        }
        Map<ObjectKey, List<Pod>> serving = new HashMap<>();
        Map<String, LocalPod> localPods = new HashMap<>();
        Set<String> stopping = new java.util.HashSet<>();
        for (Pod pod : inputs.pods()) {
            if (pod.spec().goal() == Goal.REMOVED && !pod.status().phase().isTerminal()) {
                stopping.add(pod.metadata().uid());
            }
            String node = pod.spec().node().orElse("");
            if (node.equals(inputs.node()) && !pod.status().phase().isTerminal()) {
                pod.status()
                        .address()
                        .ifPresent(address -> localPods.put(pod.metadata().uid(), local(pod, address)));
            }
            if (pod.isServing() && (nodes.containsKey(node) || node.equals(inputs.node()))) {
                serving.computeIfAbsent(pod.spec().workload(), key -> new ArrayList<>())
                        .add(pod);
            }
        }
        return assemble(inputs, nodes, serving, localPods, stopping, previous);
    }

    private static EndpointTable assemble(
            Inputs inputs,
            Map<String, Node> nodes,
            Map<ObjectKey, List<Pod>> serving,
            Map<String, LocalPod> localPods,
            Set<String> stopping,
            EndpointTable previous) {
        TreeMap<PortKey, Target> targets = new TreeMap<>();
        Map<PortKey, String> at = new HashMap<>();
        Map<EndpointId, Endpoint> all = new HashMap<>();
        for (Workload workload : inputs.workloads()) {
            List<Pod> pods = serving.getOrDefault(workload.key(), List.of());
            Optional<Mode.Function> function =
                    workload.spec().mode() instanceof Mode.Function mode ? Optional.of(mode) : Optional.empty();
            Optional<Canary> tried = workload.spec().canary();
            for (Port port : workload.spec().template().ports()) {
                PortKey key = PortKey.of(workload.key(), port);
                List<Endpoint> found = new ArrayList<>(pods.size());
                List<Endpoint> canaries = new ArrayList<>();
                for (Pod pod : pods) {
                    Endpoint endpoint = endpoint(inputs.node(), pod, port, nodes, previous);
                    if (endpoint == null) continue;
                    boolean canary = tried.filter(
                                    c -> c.template().equals(pod.spec().template()))
                            .isPresent();
                    (canary ? canaries : found).add(endpoint);
                    all.put(new EndpointId(endpoint.podUid(), endpoint.port()), endpoint);
                }
                int percent = tried.map(Canary::percent).orElse(0);
                targets.put(key, new Target(key, port, function, found, canaries, percent));
                port.at().ifPresent(text -> at.put(key, text));
            }
        }
        return new EndpointTable(targets, Routes.of(at), localPods, all, stopping);
    }

    private static Endpoint endpoint(String self, Pod pod, Port port, Map<String, Node> nodes, EndpointTable previous) {
        String owner = pod.spec().node().orElseThrow();
        String uid = pod.metadata().uid();
        boolean local = owner.equals(self);
        String host = local
                ? pod.status().address().orElse("")
                : nodes.get(owner).spec().address();
        if (host.isEmpty()) return null;
        int dial = local
                ? pod.status().dialPort(port.number())
                : nodes.get(owner).spec().linkPort();
        Endpoint fresh = new Endpoint(uid, owner, port.number(), local, host, dial, new Endpoint.Load());
        Endpoint known = previous.endpoints.get(new EndpointId(uid, port.number()));
        return known != null && known.sameAs(fresh) ? known : fresh;
    }

    private static LocalPod local(Pod pod, String address) {
        return new LocalPod(pod.metadata().uid(), address, pod.status().hostPorts());
    }

    public Optional<Target> target(PortKey key) {
        return Optional.ofNullable(targets.get(key));
    }

    /** All ports of all workloads, in order. */
    public Collection<Target> targets() {
        return java.util.Collections.unmodifiableCollection(targets.values());
    }

    /** The port that a workload answers HTTP on: the one with a place at the ingress, else its first TCP port. */
    public Optional<PortKey> entry(ObjectKey workload) {
        return targets.values().stream()
                .filter(target -> target.key().workload().equals(workload))
                .filter(target -> target.port().protocol() == Port.Protocol.TCP)
                .min(Comparator.comparing(target -> target.port().at().isEmpty()))
                .map(Target::key);
    }

    public Routes routes() {
        return routes;
    }

    /** Whether the endpoint is still one to send new traffic to. */
    public boolean has(Endpoint endpoint) {
        Endpoint known = endpoints.get(new EndpointId(endpoint.podUid(), endpoint.port()));
        return known != null && known.sameAs(endpoint);
    }

    public Optional<LocalPod> localPod(String uid) {
        return Optional.ofNullable(localPods.get(uid));
    }

    /** Endpoints that this table has and another has not. */
    List<Endpoint> without(EndpointTable other) {
        return endpoints.entrySet().stream()
                .filter(e -> !other.endpoints.containsKey(e.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Uids of pods that are to be removed and still run. */
    public Set<String> stopping() {
        return stopping;
    }
}
