package dev.caravan.schedule;

import dev.caravan.model.ObjectKey;
import dev.caravan.model.Placement;
import dev.caravan.model.Pod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The scorers. Those of {@link #always} hold for every pod; the others are asked for by words of a script. */
public final class Scorers {
    private static final int MAX = 100;

    private Scorers() {}

    public static List<Scorer> always() {
        return List.of(Scorers::apart, Scorers::room);
    }

    /** Pods of one workload stay apart, so that a lost node takes few of them. */
    static int apart(Pod pod, NodeView node, List<NodeView> all) {
        int most = all.stream().mapToInt(n -> n.podsLike(pod)).max().orElse(0);
        return most == 0 ? MAX : MAX - MAX * node.podsLike(pod) / most;
    }

    /** The node with the larger share free is better. */
    static int room(Pod pod, NodeView node, List<NodeView> all) {
        long cpu = share(node.freeCpuMillis(), node.node().spec().cpuMillis());
        long memory = share(node.freeMemoryBytes(), node.node().spec().memoryBytes());
        return (int) ((cpu + memory) / 2);
    }

    private static long share(long free, long whole) {
        return whole <= 0 ? 0 : Math.max(0, Math.min(MAX, MAX * free / whole));
    }

    /** {@code place { prefer label(...) }}. */
    public static int prefer(Pod pod, NodeView node, List<NodeView> all) {
        List<Placement.LabelRequirement> wanted =
                pod.spec().template().placement().prefer();
        if (wanted.isEmpty()) return 0;
        long met = wanted.stream()
                .filter(label -> label.matches(node.node().metadata().labels()))
                .count();
        return (int) (MAX * met / wanted.size());
    }

    /** {@code place { avoid function('thumbnail') }}: nodes without pods of the workloads are better, then those with few. */
    public static int avoid(Pod pod, NodeView node, List<NodeView> all) {
        String namespace = pod.spec().workload().namespace();
        int here = 0;
        int most = 0;
        for (NodeView other : all) {
            int pods = 0;
            for (Placement.Avoided avoided : pod.spec().template().placement().avoid()) {
                pods += other.podsOf(new ObjectKey(avoided.kind(), namespace, avoided.name()));
            }
            most = Math.max(most, pods);
            if (other == node) here = pods;
        }
        return most == 0 ? MAX : MAX - MAX * here / most;
    }

    /** {@code place { spread 'zone' }}: the label value with the fewest pods of the workload is better. */
    public static int spread(Pod pod, NodeView node, List<NodeView> all) {
        int sum = 0;
        List<String> keys = pod.spec().template().placement().spread();
        for (String key : keys) {
            Map<String, Integer> pods = new HashMap<>();
            for (NodeView other : all) {
                pods.merge(other.label(key), other.podsLike(pod), Integer::sum);
            }
            int most = pods.values().stream().mapToInt(Integer::intValue).max().orElse(0);
            sum += most == 0 ? MAX : MAX - MAX * pods.get(node.label(key)) / most;
        }
        return keys.isEmpty() ? 0 : sum / keys.size();
    }
}
