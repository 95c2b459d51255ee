package dev.caravan.agent;

import dev.caravan.model.Node;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What makes one agent's node.
 *
 * @param address where its published ports, its ingress and its link are
 * @param cpuMillis what pods may reserve, in thousandths of a core
 * @param memoryBytes what pods may reserve
 * @param labels what the node starts out with; a node that is known keeps what operators made of it
 * @param taints likewise
 * @param dataDir this node's own directory
 * @param engine {@code docker} or {@code process}
 */
public record AgentConfig(
        String clusterId,
        String nodeName,
        String address,
        int linkPort,
        int ingressPort,
        long cpuMillis,
        long memoryBytes,
        Map<String, String> labels,
        List<Node.Taint> taints,
        Path dataDir,
        String engine) {
    private static final double SHARE_OF_MEMORY = 0.9;

    public AgentConfig {
        Objects.requireNonNull(clusterId, "clusterId");
        Objects.requireNonNull(nodeName, "nodeName");
        Objects.requireNonNull(address, "address");
        labels = Map.copyOf(labels);
        taints = List.copyOf(taints);
        if (cpuMillis <= 0 || memoryBytes <= 0) {
            throw new IllegalArgumentException("capacity of node " + nodeName + " must be > 0, was " + cpuMillis
                    + " thousandths of a core and " + memoryBytes + " bytes");
        }
    }

    /** All cores of this machine, in thousandths. */
    public static long machineCpuMillis() {
        return Runtime.getRuntime().availableProcessors() * 1000L;
    }

    /** Nine tenths of this machine's memory; the rest is for the machine itself. */
    public static long machineMemoryBytes() {
        return (java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean machine)
                ? (long) (machine.getTotalMemorySize() * SHARE_OF_MEMORY)
                : Runtime.getRuntime().maxMemory();
    }
}
