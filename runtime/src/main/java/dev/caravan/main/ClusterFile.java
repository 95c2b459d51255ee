package dev.caravan.main;

import dev.caravan.cli.Failure;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;

/**
 * Who a cluster is: kept in a file that only its user may read.
 *
 * @param id marks the cluster's containers; no secret
 * @param name lets members into the grid and agents onto links; a secret
 * @param token lets users use the API; a secret
 */
record ClusterFile(String id, String name, String token) {
    static final String FILE = "cluster.properties";

    /** Reads the file, or makes a new identity. */
    static ClusterFile readOrCreate(Path directory) {
        Path file = directory.resolve(FILE);
        if (Files.exists(file)) return read(file);
        SecureRandom random = new SecureRandom();
        ClusterFile made = new ClusterFile(hex(random, 4), "caravan-" + hex(random, 16), hex(random, 24));
        made.write(file);
        return made;
    }

    static ClusterFile read(Path file) {
        Properties saved = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            saved.load(in);
        } catch (IOException e) {
            throw new Failure(
                    Failure.FAILED,
                    "the cluster's secret cannot be read from " + file
                            + ": copy it there from the server's data directory, or name it with --cluster");
        }
        String id = saved.getProperty("id", "");
        String name = saved.getProperty("name", "");
        if (id.isEmpty() || name.isEmpty()) throw new Failure(Failure.FAILED, file + " has no id and name");
        return new ClusterFile(id, name, saved.getProperty("token", ""));
    }

    void write(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path temporary = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(temporary);
            Files.createFile(
                    temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(temporary, "id=" + id + "\nname=" + name + "\ntoken=" + token + "\n");
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new Failure(Failure.FAILED, file + " cannot be written: " + e.getMessage());
        }
    }

    private static String hex(SecureRandom random, int bytes) {
        byte[] value = new byte[bytes];
        random.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }
}
