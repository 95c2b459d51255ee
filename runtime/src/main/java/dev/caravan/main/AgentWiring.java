package dev.caravan.main;

import dev.caravan.agent.AgentConfig;
import dev.caravan.cli.ClientConfig;
import dev.caravan.cli.Failure;
import dev.caravan.grid.GridConfig;
import dev.caravan.grid.GridMember;
import dev.caravan.model.Names;
import dev.caravan.model.Node;
import dev.caravan.model.Quantity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@code caravan agent}: one node in a process of its own. */
final class AgentWiring {
    private static final int JOIN_SECONDS = 60;

    private AgentWiring() {}

    static int run(AgentCommand command) {
        if (!Names.isValid(command.name)) {
            throw new Failure(Failure.USAGE, "--name '" + command.name + "' must be " + Names.rule());
        }
        Logging.setUp(Optional.empty());
        Path home = ClientConfig.home(System.getenv());
        Path data = command.data == null ? home.resolve("agents").resolve(command.name) : command.data.toAbsolutePath();
        ClusterFile cluster =
                ClusterFile.read(command.cluster == null ? home.resolve(ClusterFile.FILE) : command.cluster);
        AgentConfig config = config(command, cluster, data);
        DataDirectory directory = DataDirectory.take(data);
        List<AutoCloseable> parts = new ArrayList<>();
        parts.add(directory);
        Stopping stopping = new Stopping(() -> close(parts));
        try {
            GridMember member = GridMember.start(new GridConfig(
                    cluster.name(),
                    command.name,
                    command.address,
                    command.gridPort,
                    command.join,
                    false,
                    false,
                    List.of(command.name)));
            parts.add(member);
            awaitControlPlane(member, command);
            NodeProcess node = new NodeProcess(
                    config, cluster.name(), false, member.store(), member.signals(), member.podSecrets());
            parts.add(node);
            node.start();
        } catch (IllegalStateException e) {
            stopping.stop();
            throw new Failure(Failure.FAILED, e.getMessage());
        }
        System.err.println("caravan: node " + command.name + " is ready: " + config.engine() + " engine, "
                + Quantity.cpu(config.cpuMillis()) + " cpu, " + Quantity.bytes(config.memoryBytes()) + ", address "
                + command.address);
        stopping.await();
        return 0;
    }

    private static void awaitControlPlane(GridMember member, AgentCommand command) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(JOIN_SECONDS);
        while (!member.seesControlPlane()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("no server answers at " + String.join(", ", command.join)
                        + " with this cluster's secret: is it started?");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }

    private static AgentConfig config(AgentCommand command, ClusterFile cluster, Path data) {
        long cpu = AgentConfig.machineCpuMillis();
        long memory = AgentConfig.machineMemoryBytes();
        for (Map.Entry<String, String> entry : command.capacity.entrySet()) {
            try {
                switch (entry.getKey()) {
                    case "cpu" -> cpu = Quantity.parseCpu(entry.getValue());
                    case "memory" -> memory = Quantity.parseBytes(entry.getValue());
                    default ->
                        throw new Failure(
                                Failure.USAGE, "--capacity knows cpu and memory, not '" + entry.getKey() + "'");
                }
            } catch (IllegalArgumentException e) {
                throw new Failure(Failure.USAGE, "--capacity " + entry.getKey() + ": " + e.getMessage());
            }
        }
        return new AgentConfig(
                cluster.id(),
                command.name,
                command.address,
                command.linkPort,
                command.ingressPort,
                cpu,
                memory,
                command.labels,
                command.taints.stream().map(AgentWiring::taint).toList(),
                data,
                Engines.choose(command.engine));
    }

    private static Node.Taint taint(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) throw new Failure(Failure.USAGE, "--taint should be KEY=VALUE:EFFECT, was '" + text + "'");
        String[] pair = text.substring(0, colon).split("=", 2);
        return new Node.Taint(pair[0], pair.length > 1 ? pair[1] : "", text.substring(colon + 1));
    }

    /** The agent's pods run on: another agent, or the next one of this node, takes care of them. */
    private static void close(List<AutoCloseable> parts) {
        for (int i = parts.size() - 1; i >= 0; i--) {
            try {
                parts.get(i).close();
            } catch (Exception e) {
                System.err.println("caravan: stopping was not clean: " + e.getMessage());
            }
        }
    }
}
