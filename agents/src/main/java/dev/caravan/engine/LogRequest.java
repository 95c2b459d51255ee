package dev.caravan.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * Which lines are wanted.
 *
 * @param tail how many of the last lines; -1 for all that are kept
 * @param since leaves older lines out, where the engine knows when a line was written
 * @param follow goes on with new lines until closed or until the container ends
 */
public record LogRequest(int tail, Optional<Instant> since, boolean follow) {
    public static LogRequest all() {
        return new LogRequest(-1, Optional.empty(), false);
    }

    public static LogRequest last(int lines) {
        return new LogRequest(lines, Optional.empty(), false);
    }

    public LogRequest following() {
        return new LogRequest(tail, since, true);
    }
}
