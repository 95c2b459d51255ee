package dev.caravan.engine;

import dev.caravan.model.ContainerSpec;
import dev.caravan.model.PodTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Runs the containers of one node. It sees and touches only what it started for its own cluster id and node name.
 *
 * <p>Thread-safe. Calls block up to the engine's deadline (30 s) unless they say otherwise, and fail with an {@link
 * EngineException} that names what was tried.
 */
public interface Engine extends AutoCloseable {
    /** {@code docker} or {@code process}, as in the node's spec. */
    String name();

    /** Begins to watch for exits; called once, before anything else. The listener must not block. */
    void start(EngineListener listener);

    /**
     * Gets ready what the container runs from: its image, pulled only if it is not there. Never blocks; fails with {@link
     * EngineException.Reason#IMAGE_PULL_FAILED} or {@link EngineException.Reason#UNSUPPORTED}.
     */
    CompletionStage<Void> prepare(ContainerSpec spec);

    /**
     * What holds the pod's network from now on. {@link Sandbox#id()} is empty where the container brings its own.
     *
     * @param previous what the pod had before, so that its ports stay the same where the engine chooses them
     */
    Sandbox sandbox(PodIdentity pod, PodTemplate template, Optional<Sandbox> previous);

    /** Starts a container in a sandbox. */
    Started start(Sandbox sandbox, ContainerOrder order);

    /** Asks the container to end (SIGTERM, or what its image states) and does not wait; no fault if it ended. */
    void terminate(String containerId);

    /** Ends the container (SIGKILL) and does not wait for the news; no fault if it ended. */
    void kill(String containerId);

    /** Removes the container, killing it if it runs; no fault if it is gone. */
    void remove(String containerId);

    /** Removes a sandbox; no fault if it is gone. */
    void removeSandbox(String sandboxId);

    /** Everything that exists of this cluster id and node name. */
    Inventory list();

    /** One container in full; empty if it is gone. */
    Optional<ContainerView> inspect(String containerId);

    /** Whether a sandbox is there and runs. */
    boolean sandboxRuns(String sandboxId);

    /** Runs a command in the container and completes with its exit code. Never blocks. */
    CompletionStage<Integer> exec(String containerId, List<String> command, Duration timeout);

    /** Streams lines of stdout and stderr to the sink, from a thread of the engine, until the end or {@code close}. */
    LogStream logs(String containerId, LogRequest request, LogSink sink);

    /** Announces how many pods are about to start, so that sandboxes are made ahead; a hint. Never blocks. */
    void fillPool(int sandboxes);

    /** Stops watching and frees what the engine holds; containers run on. */
    @Override
    void close();
}
