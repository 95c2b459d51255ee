package dev.caravan.store;

import dev.caravan.model.Pod;
import dev.caravan.model.Resources;
import java.util.HashMap;
import java.util.Map;

/** What the bound pods of each node reserve; kept in step with the state so that a bind is checked in constant time. */
final class NodeUsage {
    private final Map<String, Resources> byNode = new HashMap<>();

    Resources of(String node) {
        return byNode.getOrDefault(node, Resources.none());
    }

    void clear() {
        byNode.clear();
    }

    void replace(Pod before, Pod after) {
        if (before != null && before.holdsCapacity()) add(before, -1);
        if (after != null && after.holdsCapacity()) add(after, 1);
    }

    private void add(Pod pod, int sign) {
        String node = pod.spec().node().orElseThrow();
        Resources used = of(node);
        Resources wanted = pod.spec().template().requests();
        Resources sum = Resources.of(
                used.cpuMillis() + sign * wanted.cpuMillis(), used.memoryBytes() + sign * wanted.memoryBytes());
        byNode.put(node, sum);
    }
}
