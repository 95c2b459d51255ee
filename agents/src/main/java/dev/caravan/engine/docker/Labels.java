package dev.caravan.engine.docker;

import dev.caravan.engine.ContainerOrder;
import dev.caravan.engine.PodIdentity;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is written on every container of ours; whatever lacks the cluster id and node name of an agent is not its own. */
final class Labels {
    static final String CLUSTER = "caravan.cluster";
    static final String NODE = "caravan.node";
    static final String ROLE = "caravan.role";
    static final String POD = "caravan.pod";
    static final String POD_UID = "caravan.pod-uid";
    static final String NAMESPACE = "caravan.namespace";
    static final String APP = "caravan.app";
    static final String TEMPLATE = "caravan.template";
    static final String CONTAINER = "caravan.container";
    static final String ATTEMPT = "caravan.attempt";
    static final String SANDBOX = "caravan.sandbox";

    static final String ROLE_CONTAINER = "container";
    static final String ROLE_SANDBOX = "sandbox";
    static final String ROLE_POOL = "pool";

    private final Map<String, String> owner;

    Labels(String clusterId, String nodeName) {
        owner = Map.of(CLUSTER, clusterId, NODE, nodeName);
    }

    /** What all containers of this agent carry. */
    Map<String, String> owner() {
        return owner;
    }

    boolean isOurs(Map<String, String> labels) {
        return labels != null && labels.entrySet().containsAll(owner.entrySet());
    }

    Map<String, String> pool() {
        Map<String, String> labels = new LinkedHashMap<>(owner);
        labels.put(ROLE, ROLE_POOL);
        return labels;
    }

    Map<String, String> sandbox(PodIdentity pod) {
        Map<String, String> labels = ofPod(pod);
        labels.put(ROLE, ROLE_SANDBOX);
        return labels;
    }

    Map<String, String> container(ContainerOrder order, String sandboxId) {
        Map<String, String> labels = ofPod(order.pod());
        labels.put(ROLE, ROLE_CONTAINER);
        labels.put(CONTAINER, order.spec().name());
        labels.put(ATTEMPT, Integer.toString(order.attempt()));
        labels.put(SANDBOX, sandboxId);
        return labels;
    }

    private Map<String, String> ofPod(PodIdentity pod) {
        Map<String, String> labels = new LinkedHashMap<>(owner);
        labels.put(POD, pod.name());
        labels.put(POD_UID, pod.uid());
        labels.put(NAMESPACE, pod.namespace());
        labels.put(APP, pod.app());
        labels.put(TEMPLATE, pod.templateHash());
        return labels;
    }

    /** The pod that the labels name; they must be of a container or sandbox of a pod. */
    static PodIdentity podOf(Map<String, String> labels) {
        return new PodIdentity(
                labels.getOrDefault(NAMESPACE, ""),
                labels.getOrDefault(POD, ""),
                labels.get(POD_UID),
                labels.get(APP),
                labels.get(TEMPLATE));
    }
}
