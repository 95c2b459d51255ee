package dev.caravan.proxy.table;

import dev.caravan.model.Kind;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Resource;
import dev.caravan.model.Workload;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.Query;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The keeper's copy of the objects that a table is made from; refreshed key by key, or whole kinds. One thread's own. */
final class TableInputs {
    static final Set<Kind> KINDS = Set.of(Kind.SERVICE, Kind.FUNCTION, Kind.DAEMON, Kind.POD, Kind.NODE);

    private final ClusterStore store;
    private final Map<ObjectKey, Workload> workloads = new LinkedHashMap<>();
    private final Map<ObjectKey, Pod> pods = new HashMap<>();
    private final Map<ObjectKey, Node> nodes = new HashMap<>();

    TableInputs(ClusterStore store) {
        this.store = store;
    }

    /** Reads the objects of these keys anew. */
    void refresh(Set<ObjectKey> keys) {
        for (ObjectKey key : keys) {
            Resource found = store.get(key).orElse(null);
            if (found == null) {
                workloads.remove(key);
                pods.remove(key);
                nodes.remove(key);
            } else {
                keep(found);
            }
        }
    }

    /** Reads everything anew. */
    void refreshAll() {
        for (Kind kind : KINDS) refreshKind(kind);
    }

    /** Reads all pods anew. */
    void refreshPods() {
        refreshKind(Kind.POD);
    }

    EndpointTable.Inputs view(String node, Set<String> reachable) {
        return new EndpointTable.Inputs(node, workloads.values(), pods.values(), nodes.values(), reachable);
    }

    private void refreshKind(Kind kind) {
        var items = store.list(Query.of(kind)).items();
        workloads.keySet().removeIf(key -> key.kind() == kind);
        if (kind == Kind.POD) pods.clear();
        if (kind == Kind.NODE) nodes.clear();
        items.forEach(this::keep);
    }

    private void keep(Resource resource) {
        if (resource instanceof Workload workload) workloads.put(workload.key(), workload);
        if (resource instanceof Pod pod) pods.put(pod.key(), pod);
        if (resource instanceof Node node) nodes.put(node.key(), node);
    }
}
