package dev.caravan.main;

import dev.caravan.agent.AgentConfig;
import dev.caravan.cli.ClientConfig;
import dev.caravan.cli.Failure;
import dev.caravan.model.Event;
import dev.caravan.model.Node;
import dev.caravan.script.CompileResult;
import dev.caravan.script.ScriptCompiler;
import dev.caravan.store.WatchEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code caravan up}: a whole cluster in this process. */
final class UpWiring {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int MAX_NODES = 50;

    private final UpCommand command;
    private final Path home = ClientConfig.home(System.getenv());
    private final List<NodeProcess> nodes = new ArrayList<>();
    private DataDirectory directory;
    private ControlPlane plane;

    private UpWiring(UpCommand command) {
        this.command = command;
    }

    static int run(UpCommand command) {
        if (command.nodes < 1 || command.nodes > MAX_NODES) {
            throw new Failure(Failure.USAGE, "--nodes should be 1.." + MAX_NODES + ", was " + command.nodes);
        }
        Path home = ClientConfig.home(System.getenv());
        Path data = command.data == null ? home.resolve("data") : command.data.toAbsolutePath();
        if (command.detach) return Detaching.run(data, command.arguments());
        Logging.setUp(Optional.of(logFile(data)));
        return new UpWiring(command).run(data);
    }

    private static Path logFile(Path data) {
        try {
            java.nio.file.Files.createDirectories(data);
        } catch (IOException e) {
            throw new Failure(Failure.FAILED, "the data directory " + data + " cannot be made: " + e.getMessage());
        }
        return data.resolve("caravan.log");
    }

    private int run(Path data) {
        if (!isScriptValid()) return Failure.FAILED;
        String engine = Engines.choose(command.engine);
        if (command.engine.equals("auto") && engine.equals(Engines.PROCESS)) {
            System.err.println("caravan: no Docker engine answers, so plain processes are used (--engine process)");
        }
        directory = DataDirectory.take(data);
        Stopping stopping = new Stopping(this::stop);
        try {
            start(data, engine);
        } catch (IllegalStateException | IOException e) {
            stopping.stop();
            throw new Failure(Failure.FAILED, e.getMessage());
        }
        System.err.println("caravan: ready: API at http://" + plane.apiAddress() + ", " + nodes.size()
                + (nodes.size() == 1 ? " node" : " nodes") + " with the " + engine + " engine, data in " + data);
        long before = plane.store().revision();
        if (command.script != null) {
            int applied = new ScriptApplying(plane, command).run();
            if (applied != 0) {
                stopping.stop();
                return applied;
            }
        }
        new Addresses(plane.store(), System.out).print();
        if (command.once) {
            stopping.stop();
            return 0;
        }
        Detaching.tellReady(data);
        if (!Detaching.isDetached()) {
            plane.journal().feed().follow(before, UpWiring::tell);
            System.err.println("caravan: following events; Ctrl-C stops everything that was started");
        }
        stopping.await();
        return 0;
    }

    /** Before anything is started, so that a faulty script leaves nothing behind. */
    private boolean isScriptValid() {
        if (command.script == null) return true;
        CompileResult result = OfflineWiring.compile(
                new ScriptCompiler(), command.script, command.given.parameters, command.given.overlays);
        if (result instanceof CompileResult.Failed failed) OfflineWiring.print(failed.diagnostics());
        return result instanceof CompileResult.Compiled;
    }

    private void start(Path data, String engine) throws IOException {
        ClusterFile cluster = ClusterFile.readOrCreate(data);
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= command.nodes; i++) names.add("n" + i);
        plane = new ControlPlane(new ControlPlane.Config(
                "s1",
                cluster.name(),
                cluster.token(),
                data.resolve("journal"),
                "127.0.0.1",
                command.ports.api,
                command.ports.grid,
                true,
                names,
                Optional.empty(),
                ServerWiring.secretKeys(data, Optional.empty()),
                ConnectorsFolder.read(System.getenv())));
        plane.start();
        for (int i = 0; i < names.size(); i++) {
            NodeProcess node = new NodeProcess(
                    nodeConfig(cluster, names.get(i), "127.0.0." + (i + 1), engine),
                    cluster.name(),
                    i == 0,
                    plane.store(),
                    plane.signals(),
                    plane.podSecrets());
            nodes.add(node);
            node.start();
        }
        ServerWiring.publish(home, cluster, plane.apiAddress());
    }

    private AgentConfig nodeConfig(ClusterFile cluster, String name, String address, String engine) {
        return new AgentConfig(
                cluster.id(),
                name,
                address,
                command.ports.link,
                command.ports.ingress,
                AgentConfig.machineCpuMillis() / command.nodes,
                AgentConfig.machineMemoryBytes() / command.nodes,
                Map.of(),
                List.<Node.Taint>of(),
                directory.node(name),
                engine);
    }

    private static void tell(List<WatchEvent> events) {
        for (WatchEvent change : events) {
            if (change.type() != WatchEvent.Type.ADDED || !(change.resource() instanceof Event event)) continue;
            LocalTime time = event.spec().at().atZone(ZoneId.systemDefault()).toLocalTime();
            System.out.println(TIME.format(time) + "  " + event.spec().about().display() + "  "
                    + event.spec().reason() + "  " + event.spec().message());
        }
    }

    private void stop() {
        nodes.parallelStream().forEach(node -> node.close(true));
        if (plane != null) plane.close();
        directory.close();
    }
}
