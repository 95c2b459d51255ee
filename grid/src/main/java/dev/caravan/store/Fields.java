package dev.caravan.store;

import dev.caravan.model.Event;
import dev.caravan.model.Node;
import dev.caravan.model.Pod;
import dev.caravan.model.Resource;
import dev.caravan.model.Run;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The fields that a field selector may ask about; a field that a kind does not have is absent. */
public final class Fields {
    /** All of them. */
    public static final List<String> KNOWN = List.of(
            "metadata.name",
            "metadata.namespace",
            "metadata.uid",
            "spec.app",
            "spec.node",
            "spec.workflow",
            "spec.workload",
            "spec.goal",
            "spec.reason",
            "spec.severity",
            "status.phase",
            "status.ready");

    private Fields() {}

    /**
     * Reads a field selector.
     *
     * @throws IllegalArgumentException naming the fields that there are, or what is wrong
     */
    public static Selector selector(String text) {
        Selector selector = Selector.parse(text);
        for (String key : selector.keys()) {
            if (!KNOWN.contains(key)) {
                throw new IllegalArgumentException(
                        "field '" + key + "' cannot be selected by; these can: " + String.join(", ", KNOWN));
            }
        }
        return selector;
    }

    static Map<String, String> of(Resource resource) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("metadata.name", resource.metadata().name());
        fields.put("metadata.namespace", resource.metadata().namespace());
        fields.put("metadata.uid", resource.metadata().uid());
        String app = Query.appOf(resource);
        if (!app.isEmpty()) fields.put("spec.app", app);
        Query.nodeOf(resource).ifPresent(node -> fields.put("spec.node", node));
        Query.workloadOf(resource).ifPresent(workload -> fields.put("spec.workload", workload.display()));
        if (resource instanceof Pod pod) {
            fields.put("spec.goal", pod.spec().goal().toString());
            fields.put("status.phase", pod.status().phase().title());
            fields.put("status.ready", Boolean.toString(pod.status().ready()));
        } else if (resource instanceof Node node) {
            fields.put("status.phase", node.status().phase().title());
        } else if (resource instanceof Run run) {
            fields.put("spec.workflow", run.spec().workflow());
            fields.put("status.phase", run.status().phase().title());
        } else if (resource instanceof Event event) {
            fields.put("spec.reason", event.spec().reason());
            fields.put("spec.severity", event.spec().severity().title());
        }
        return fields;
    }
}
