package dev.caravan.main;

import dev.caravan.cli.Failure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A process's directory: locked while it runs, with the process's id for {@code caravan down}. */
final class DataDirectory implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Takes the directory for this process. */
    static DataDirectory take(Path path) {
        try {
            Files.createDirectories(path);
            FileChannel channel =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                String who = pid(path).map(pid -> " by process " + pid).orElse("");
                throw new Failure(
                        Failure.FAILED,
                        "the data in " + path + " is in use" + who
                                + ": stop it with 'caravan down', or choose another --data");
            }
            Files.writeString(
                    path.resolve("pid"), Long.toString(ProcessHandle.current().pid()));
            return new DataDirectory(path, channel);
        } catch (IOException e) {
            throw new Failure(Failure.FAILED, "the data directory " + path + " cannot be used: " + e.getMessage());
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** The process that holds the directory; empty if none does. */
    static Optional<Long> holder(Path path) {
        Path lock = path.resolve("lock");
        if (!Files.exists(lock)) return Optional.empty();
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock taken = tryLock(channel)) {
            return taken != null ? Optional.empty() : pid(path);
        } catch (IOException e) {
            throw new Failure(Failure.FAILED, lock + " cannot be opened: " + e.getMessage());
        }
    }

    private static Optional<Long> pid(Path path) {
        try {
            return Optional.of(
                    Long.parseLong(Files.readString(path.resolve("pid")).strip()));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    Path path() {
        return path;
    }

    Path node(String name) {
        return path.resolve("nodes").resolve(name);
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path.resolve("pid"));
            channel.close();
        } catch (IOException e) {
            System.err.println("caravan: " + path + " was not released: " + e.getMessage());
        }
    }
}
