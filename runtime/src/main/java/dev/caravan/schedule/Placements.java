package dev.caravan.schedule;

import dev.caravan.model.Pod;
import java.util.List;

/**
 * Where the pods of a batch go.
 *
 * @param bound pods with their nodes
 * @param refused pods that no node takes, each with the reasons of all nodes in its status
 */
public record Placements(List<Pod> bound, List<Pod> refused) {
    public Placements {
        bound = List.copyOf(bound);
        refused = List.copyOf(refused);
    }
}
