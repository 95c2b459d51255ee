package dev.caravan.reconcile;

import dev.caravan.model.Event;
import dev.caravan.model.Node;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** A node is ready while its agent is a member of the grid. */
public final class NodeReconciler {
    private NodeReconciler() {}

    /** The nodes whose phase has to change, as they shall be. */
    public static List<Node> reconcile(Collection<Node> nodes, Set<String> reachable, Instant now) {
        return nodes.stream()
                .filter(node -> node.isReady() != reachable.contains(node.name()))
                .map(node -> reachable.contains(node.name())
                        ? node.with(node.status().with(Node.Phase.READY, "", now))
                        : node.with(node.status().with(Node.Phase.NOT_READY, "its agent left the grid", now)))
                .toList();
    }

    /** What to tell of such a change. */
    public static Changes.Note note(Node node) {
        return node.isReady()
                ? new Changes.Note(node.key(), Event.Severity.NORMAL, "NodeReady", "its agent is back")
                : new Changes.Note(
                        node.key(),
                        Event.Severity.WARNING,
                        "NodeNotReady",
                        node.status().message());
    }
}
