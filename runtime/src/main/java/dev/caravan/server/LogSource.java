package dev.caravan.server;

import dev.caravan.model.Pod;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** Where the logs of a pod come from: its node's agent, wherever that is. */
@FunctionalInterface
public interface LogSource {
    /**
     * Opens a stream of log lines that ends with the container, or earlier unless they are followed.
     *
     * @param options {@code container}, {@code tail}, {@code since} and {@code follow} as the caller gave them
     */
    InputStream open(Pod pod, Map<String, String> options) throws IOException;
}
