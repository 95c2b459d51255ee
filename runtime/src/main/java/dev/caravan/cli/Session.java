package dev.caravan.cli;

import java.io.PrintStream;
import java.util.Map;

/** What a command works with: where it prints, its environment, and whether somebody watches. */
public record Session(PrintStream out, PrintStream err, Map<String, String> environment, boolean terminal) {
    /** This process's own. */
    public static Session ofProcess() {
        return new Session(System.out, System.err, System.getenv(), System.console() != null);
    }

    /** Colour only for people who have not asked for none. */
    boolean colours() {
        return terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
    }
}
