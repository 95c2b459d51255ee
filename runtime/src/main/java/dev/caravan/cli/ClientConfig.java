package dev.caravan.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** Which server to talk to and the token to show: flags, then the environment, then what {@code caravan up} wrote. */
public record ClientConfig(String server, String token) {
    /** The server when nothing names one. */
    public static final String DEFAULT_SERVER = "http://127.0.0.1:7400";

    /** Servers of one cluster that are remembered. */
    private static final int MAX_SERVERS = 5;

    private static final String FILE = "client.properties";

    /** Data and config: {@code CARAVAN_HOME}, else {@code ~/.caravan}. */
    public static Path home(Map<String, String> environment) {
        String home = environment.get("CARAVAN_HOME");
        return home == null || home.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".caravan")
                : Path.of(home).toAbsolutePath();
    }

    static ClientConfig resolve(String serverFlag, String tokenFlag, Map<String, String> environment) {
        Properties saved = new Properties();
        Path file = home(environment).resolve(FILE);
        if (Files.isReadable(file)) {
            try (Reader in = Files.newBufferedReader(file)) {
                saved.load(in);
            } catch (IOException e) {
                throw new Failure(Failure.UNREACHABLE, file + " cannot be read: " + e.getMessage());
            }
        }
        String server = first(serverFlag, environment.get("CARAVAN_SERVER"), saved.getProperty("server"));
        String token = first(tokenFlag, environment.get("CARAVAN_TOKEN"), saved.getProperty("token"));
        if (server.isEmpty()) server = DEFAULT_SERVER;
        String all = Arrays.stream(server.split(","))
                .map(one -> one.contains("://") ? one : "http://" + one)
                .map(one -> one.replaceAll("/+$", ""))
                .collect(Collectors.joining(","));
        return new ClientConfig(all, token);
    }

    /** The servers' addresses; any of them will do. */
    List<String> servers() {
        return List.of(server.split(","));
    }

    /** With the servers of this home that have the same token, this one first. */
    public ClientConfig joined(Path home) {
        ClientConfig saved = resolve("", "", Map.of("CARAVAN_HOME", home.toString()));
        if (!saved.token().equals(token)) return this;
        String others = saved.servers().stream()
                .filter(other -> !other.equals(server))
                .limit(MAX_SERVERS - 1L)
                .map(other -> "," + other)
                .collect(Collectors.joining());
        return new ClientConfig(server + others, token);
    }

    private static String first(String... values) {
        for (String value : values) {
            if (value != null && !value.isEmpty()) return value;
        }
        return "";
    }

    /** Keeps server and token for later commands, readable by this user only. */
    public void save(Path home) throws IOException {
        Files.createDirectories(home);
        Path temporary = home.resolve(FILE + ".new");
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, "server=" + server + "\ntoken=" + token + "\n");
        Files.move(temporary, home.resolve(FILE), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
}
