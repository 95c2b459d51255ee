package dev.caravan.engine.process;

import dev.caravan.engine.PodIdentity;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What must be known of a process by an agent that did not start it; kept in its directory.
 *
 * @param pid of the shell that waits for the program, the leader of its session
 * @param birth names the process that has the pid, see {@link Sessions#birth}
 */
record ProcessRecord(
        PodIdentity pod,
        String container,
        int attempt,
        long pid,
        String birth,
        Instant startedAt,
        String address,
        Map<Integer, Integer> hostPorts,
        String directory) {
    private static final String FILE = "process";
    private static final String PORT = "port.";

    void writeTo(Path home) throws IOException {
        Properties fields = new Properties();
        fields.setProperty("namespace", pod.namespace());
        fields.setProperty("pod", pod.name());
        fields.setProperty("uid", pod.uid());
        fields.setProperty("app", pod.app());
        fields.setProperty("template", pod.templateHash());
        fields.setProperty("container", container);
        fields.setProperty("attempt", Integer.toString(attempt));
        fields.setProperty("pid", Long.toString(pid));
        fields.setProperty("birth", birth);
        fields.setProperty("startedAt", startedAt.toString());
        fields.setProperty("address", address);
        fields.setProperty("directory", directory);
        hostPorts.forEach((port, host) -> fields.setProperty(PORT + port, Integer.toString(host)));
        StringWriter text = new StringWriter();
        fields.store(text, null);
        Path part = home.resolve(FILE + ".part");
        Files.writeString(part, text.toString(), StandardCharsets.UTF_8);
        Files.move(part, home.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Reads what was written; fails with an IOException that names the file if it makes no sense. */
    static ProcessRecord readFrom(Path home) throws IOException {
        Properties fields = new Properties();
        try (Reader text = new StringReader(Files.readString(home.resolve(FILE), StandardCharsets.UTF_8))) {
            fields.load(text);
        }
        try {
            Map<Integer, Integer> ports = new TreeMap<>();
            fields.stringPropertyNames().stream()
                    .filter(name -> name.startsWith(PORT))
                    .forEach(name -> ports.put(
                            Integer.valueOf(name.substring(PORT.length())), Integer.valueOf(fields.getProperty(name))));
            return new ProcessRecord(
                    new PodIdentity(
                            fields.getProperty("namespace"),
                            fields.getProperty("pod"),
                            fields.getProperty("uid"),
                            fields.getProperty("app"),
                            fields.getProperty("template")),
                    fields.getProperty("container"),
                    Integer.parseInt(fields.getProperty("attempt")),
                    Long.parseLong(fields.getProperty("pid")),
                    fields.getProperty("birth"),
                    Instant.parse(fields.getProperty("startedAt")),
                    fields.getProperty("address"),
                    ports,
                    fields.getProperty("directory"));
        } catch (RuntimeException e) {
            throw new IOException("reading " + home.resolve(FILE) + " failed: " + e.getMessage(), e);
        }
    }
}
