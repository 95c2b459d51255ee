package dev.caravan.schedule;

import dev.caravan.model.Pod;
import java.util.List;

/** Says how well a node suits a pod: 0 (badly) to 100 (very well). */
@FunctionalInterface
public interface Scorer {
    int score(Pod pod, NodeView node, List<NodeView> all);
}
