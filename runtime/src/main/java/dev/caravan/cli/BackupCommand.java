package dev.caravan.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code caravan backup}. */
@Command(
        name = "backup",
        description = "Write everything that was declared in the cluster to a file. Secrets stay sealed in it.",
        footer = {"  caravan backup cluster.backup"})
public final class BackupCommand extends ServerCommand {
    @Parameters(arity = "1", paramLabel = "FILE", description = "Where to; a file that is there is replaced.")
    Path file;

    @Override
    public Integer call() {
        Path made = file.resolveSibling(file.getFileName() + ".new");
        try (InputStream in = client().stream("backup", Map.of())) {
            Files.deleteIfExists(made);
            Files.createFile(made, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            long bytes;
            try (var out = Files.newOutputStream(made)) {
                bytes = in.transferTo(out);
            }
            Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
            session.out()
                    .println("backup of " + bytes + " bytes written to " + file
                            + "; keep the servers' secret.keys with it");
            return 0;
        } catch (IOException e) {
            throw new Failure(Failure.FAILED, file + " cannot be written: " + e.getMessage());
        }
    }
}
