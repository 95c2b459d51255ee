package dev.caravan.schedule;

import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Resources;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A node as the scheduler sees it while it places a batch: what is still free shrinks as pods are placed on it. */
public final class NodeView {
    private final Node node;
    private final Map<Group, Integer> podsOfGroup = new HashMap<>();
    private final Map<ObjectKey, Integer> podsOfWorkload = new HashMap<>();
    private Resources used = Resources.none();
    private int pods;

    /** Pods of one template: those of an older one are about to go, and say nothing of how the new ones lie. */
    private record Group(ObjectKey workload, String templateHash) {
        static Group of(Pod pod) {
            return new Group(pod.spec().workload(), pod.spec().templateHash());
        }
    }

    private NodeView(Node node) {
        this.node = node;
    }

    /** One view a node, with the bound pods counted in. */
    public static List<NodeView> of(Collection<Node> nodes, Collection<Pod> pods) {
        Map<String, NodeView> views = new HashMap<>();
        List<NodeView> inOrder = new ArrayList<>();
        for (Node node : nodes) {
            NodeView view = new NodeView(node);
            views.put(node.name(), view);
            inOrder.add(view);
        }
        for (Pod pod : pods) {
            if (!pod.holdsCapacity()) continue;
            NodeView view = views.get(pod.spec().node().orElseThrow());
            if (view != null) view.take(pod);
        }
        return inOrder;
    }

    void take(Pod pod) {
        used = used.plus(pod.spec().template().requests());
        pods++;
        if (!pod.isLive()) return;
        podsOfGroup.merge(Group.of(pod), 1, Integer::sum);
        podsOfWorkload.merge(pod.spec().workload(), 1, Integer::sum);
    }

    public Node node() {
        return node;
    }

    public String name() {
        return node.name();
    }

    public long freeCpuMillis() {
        return node.spec().cpuMillis() - used.cpuMillis();
    }

    public long freeMemoryBytes() {
        return node.spec().memoryBytes() - used.memoryBytes();
    }

    /** All pods that take room here. */
    public int pods() {
        return pods;
    }

    /** Wanted pods here of the same workload and template as the pod. */
    int podsLike(Pod pod) {
        return podsOfGroup.getOrDefault(Group.of(pod), 0);
    }

    /** Wanted pods here of a workload. */
    int podsOf(ObjectKey workload) {
        return podsOfWorkload.getOrDefault(workload, 0);
    }

    String label(String key) {
        return node.metadata().labels().getOrDefault(key, "");
    }
}
