package dev.caravan.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code caravan restore}. */
@Command(
        name = "restore",
        description = "Put a backup into an empty cluster: all of it, or, if anything is wrong with it, nothing.",
        footer = {"  caravan restore cluster.backup"})
public final class RestoreCommand extends ServerCommand {
    @Parameters(arity = "1", paramLabel = "FILE", description = "What 'caravan backup' wrote.")
    Path file;

    @Override
    public Integer call() {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new Failure(Failure.FAILED, file + " cannot be read: " + e.getMessage());
        }
        Object answer = client().send("restore", Map.of(), bytes);
        long count = JsonTree.number(answer, "restored");
        session.out().println(count + (count == 1 ? " object restored" : " objects restored"));
        return 0;
    }
}
