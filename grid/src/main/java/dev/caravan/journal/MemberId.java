package dev.caravan.journal;

import dev.caravan.journal.log.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** A member's id: made once with its log, and gone with it, so that a member without its data is known as another one. */
final class MemberId {
    private static final String FILE = "member-id";

    private MemberId() {}

    static String of(Path directory, Storage log) {
        Path file = directory.resolve(FILE);
        try {
            if (Files.exists(file)) return Files.readString(file).strip();
            boolean blank = log.lastIndex() == 0 && log.term() == 0;
            if (!blank) throw new IllegalStateException(file + " is missing beside a log that has entries");
            Path made = directory.resolve(FILE + ".new");
            Files.writeString(made, UUID.randomUUID() + "\n");
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read or made", e);
        }
    }
}
