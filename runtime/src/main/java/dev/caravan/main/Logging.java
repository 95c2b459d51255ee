package dev.caravan.main;

import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Where a process logs. To be set up before the first logger is made. */
final class Logging {
    private static final String PREFIX = "org.slf4j.simpleLogger.";

    private Logging() {}

    /** @param file where to; standard error if empty */
    static void setUp(Optional<Path> file) {
        set("logFile", file.map(Path::toString).orElse("System.err"));
        set("showDateTime", "true");
        set("dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
        set("showThreadName", "false");
        set("showShortLogName", "true");
        set("levelInBrackets", "false");
        set("defaultLogLevel", "info");
        set("log.com.hazelcast", "error");
        set("log.org.apache.camel", "warn");
        set("log.io.netty", "warn");
        set("log.io.vertx", "warn");
        set("log.com.github.dockerjava", "warn");
        LogManager.getLogManager().reset();
        Logger.getLogger("").setLevel(Level.SEVERE);
    }

    /** For commands that say themselves what went wrong. */
    static void setUpQuiet() {
        set("defaultLogLevel", "error");
        setUp(Optional.empty());
    }

    private static void set(String name, String value) {
        if (System.getProperty(PREFIX + name) == null) System.setProperty(PREFIX + name, value);
    }
}
