package dev.caravan.proxy;

import dev.caravan.model.Kind;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.ClusterStore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the node's {@code published} map in the store to what is listened on. Level-triggered: it compares with what the
 * store has, so that a lost write or a node that registers anew is made good at the next look, and nothing is written when
 * they agree.
 */
final class NodeReport {
    private static final Logger LOG = LoggerFactory.getLogger(NodeReport.class);

    private final ClusterStore store;
    private final ObjectKey node;
    private final AtomicBoolean underWay = new AtomicBoolean();

    NodeReport(ClusterStore store, String node) {
        this.store = store;
        this.node = new ObjectKey(Kind.NODE, "", node);
    }

    /** Writes if the store has something else; answers whether it already agreed. */
    boolean tell(Map<String, String> published) {
        Map<String, String> wanted = new TreeMap<>(published);
        Node present = store.get(node, Node.class).orElse(null);
        if (present != null && present.status().published().equals(wanted)) return true;
        if (present == null || !underWay.compareAndSet(false, true)) return false;
        Batch batch =
                new Batch(UUID.randomUUID().toString(), Batch.NO_TERM, List.of(new Change.ReportNode(node, wanted)));
        store.commit(batch).whenComplete((commit, failure) -> {
            underWay.set(false);
            if (failure != null) LOG.warn("published ports not reported, tried again reason={}", failure.toString());
        });
        return false;
    }
}
