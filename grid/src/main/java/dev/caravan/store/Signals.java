package dev.caravan.store;

import dev.caravan.model.ObjectKey;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What members tell each other and may lose: it lives in the grid alone and is never journaled. Whoever reads it must
 * come right without it. Thread-safe; no call blocks for longer than the grid's operation timeout.
 */
public interface Signals {
    /**
     * What one node's ingress has for a function.
     *
     * @param inFlight requests that pods are answering
     * @param waiting requests held for a pod
     * @param at when it was told
     */
    record Demand(int inFlight, int waiting, Instant at) {}

    /**
     * What was asked of one pod through one node's HTTP listeners; only grows while both live.
     *
     * @param errors responses from 500 on, and requests without any
     * @param millis how long all of them took together
     */
    record Traffic(long requests, long errors, long millis) {}

    /** Tells the others what was asked of pods through a node, by the pods' uids, in the place of what it told before. */
    void traffic(String node, Map<String, Traffic> byPod);

    /** What each reachable node told last, by node, then by pod. */
    Map<String, Map<String, Traffic>> traffic();

    /** Tells the others how much is asked of a function at a node. */
    void demand(ObjectKey function, String node, Demand demand);

    /** The last demand for a function, by the node that told it; nodes that left are not in it. */
    Map<String, Demand> demandFor(ObjectKey function);

    /** Calls back with the function when its demand was told. */
    Subscription onDemand(Consumer<ObjectKey> wake);

    /** Tells the others the revision up to which a node's endpoint table is made; only called while a pod is stopping. */
    void tableApplied(String node, long revision);

    /** The last revision told by each node; 0 for nodes that told none. */
    Map<String, Long> tablesApplied();

    /** Names of the nodes whose agent is a member of the grid now. */
    Set<String> reachableNodes();

    /** Calls back after the set of reachable nodes changed. */
    Subscription onReachable(Runnable wake);
}
