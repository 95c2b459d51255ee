package dev.caravan.grid;

import java.util.List;

/**
 * How a process becomes a member of the grid.
 *
 * @param clusterName the shared secret that lets members in
 * @param address the address to bind and to be known under
 * @param join {@code host:port} of members to join; empty for a cluster of one process
 * @param controlPlane whether it holds the data; agents' members hold none
 * @param nodes names of the nodes whose agents run in this process
 * @param quorum how many control-plane members the cluster has: more than half of them must be together for reads
 */
public record GridConfig(
        String clusterName,
        String memberName,
        String address,
        int port,
        List<String> join,
        boolean controlPlane,
        boolean alone,
        List<String> nodes,
        int quorum) {
    /** The port of a member unless told otherwise. */
    public static final int DEFAULT_PORT = 5701;

    /** A member of a cluster with one control-plane member. */
    public GridConfig(
            String clusterName,
            String memberName,
            String address,
            int port,
            List<String> join,
            boolean controlPlane,
            boolean alone,
            List<String> nodes) {
        this(clusterName, memberName, address, port, join, controlPlane, alone, nodes, 1);
    }

    public GridConfig {
        join = List.copyOf(join);
        nodes = List.copyOf(nodes);
    }
}
