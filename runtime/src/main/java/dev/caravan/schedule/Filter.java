package dev.caravan.schedule;

import dev.caravan.model.Pod;

/** Says whether a node can take a pod, and if not, why. */
@FunctionalInterface
public interface Filter {
    Verdict check(Pod pod, NodeView node);
}
