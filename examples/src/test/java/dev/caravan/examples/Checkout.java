package dev.caravan.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of this source tree. */
final class Checkout {
    private static final Path ROOT = find(Path.of("").toAbsolutePath());

    private Checkout() {}

    private static Path find(Path start) {
        for (Path directory = start; directory != null; directory = directory.getParent()) {
            if (Files.isExecutable(directory.resolve("caravan"))) return directory;
        }
        throw new IllegalStateException("no launcher 'caravan' in " + start + " or above it");
    }

    static Path root() {
        return ROOT;
    }

    static Path example(String name) {
        return ROOT.resolve("examples").resolve(name);
    }

    /** An example's script as text. */
    static String text(String example) {
        return read(example(example));
    }

    /** What an example is expected to print. */
    static String expected(String name) {
        return read(example("expected").resolve(name));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
