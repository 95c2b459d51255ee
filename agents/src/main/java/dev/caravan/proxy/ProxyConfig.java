package dev.caravan.proxy;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What a node's proxy is told at its start.
 *
 * @param node the node's name
 * @param address where its published ports, its ingress and its link are opened
 * @param linkPort 1..65535, or 0 for any free one (tests)
 * @param ingressPort 1..65535, or 0 for any free one (tests)
 * @param autoPublish whether ports that state no {@code publish} are opened on loopback too
 * @param clusterSecret what the nodes of a cluster prove to each other; never logged
 * @param dataDir where the numbers of automatically published ports are remembered
 */
public record ProxyConfig(
        String node,
        String address,
        int linkPort,
        int ingressPort,
        boolean autoPublish,
        String clusterSecret,
        Path dataDir) {
    public static final int DEFAULT_LINK_PORT = 7401;
    public static final int DEFAULT_INGRESS_PORT = 8080;

    public ProxyConfig {
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(address, "address");
        if (clusterSecret == null || clusterSecret.isEmpty()) {
            throw new IllegalArgumentException("clusterSecret of node " + node + " must not be empty");
        }
        Objects.requireNonNull(dataDir, "dataDir");
    }

    @Override
    public String toString() {
        return "ProxyConfig[node=" + node + ", address=" + address + ", linkPort=" + linkPort + ", ingressPort="
                + ingressPort + ", autoPublish=" + autoPublish + "]";
    }
}
