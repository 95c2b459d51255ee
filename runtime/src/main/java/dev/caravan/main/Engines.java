package dev.caravan.main;

import dev.caravan.cli.Failure;
import dev.caravan.engine.Engine;
import dev.caravan.engine.docker.DockerEngine;
import dev.caravan.engine.process.ProcessEngine;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/** Which engine a node runs. */
final class Engines {
    static final String DOCKER = "docker";
    static final String PROCESS = "process";

    private Engines() {}

    /** What {@code --engine} comes to on this machine. */
    static String choose(String wanted) {
        return switch (wanted) {
            case "auto" -> DockerEngine.isAvailable() ? DOCKER : PROCESS;
            case DOCKER -> {
                if (!DockerEngine.isAvailable()) {
                    throw new Failure(
                            Failure.FAILED,
                            "no Docker engine answers at its socket: start it, or use --engine process");
                }
                yield DOCKER;
            }
            case PROCESS -> PROCESS;
            default ->
                throw new Failure(Failure.USAGE, "--engine should be auto, docker or process, was '" + wanted + "'");
        };
    }

    static Engine create(
            String engine,
            String clusterId,
            String node,
            String address,
            Path directory,
            ScheduledExecutorService timer) {
        return engine.equals(DOCKER)
                ? new DockerEngine(clusterId, node, List.of(), Clock.systemUTC(), timer)
                : new ProcessEngine(directory.resolve("processes"), address, Clock.systemUTC(), timer);
    }
}
