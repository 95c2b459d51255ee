package dev.caravan.script;

import java.util.Map;
import java.util.Objects;

/**
 * A script to compile.
 *
 * @param name what diagnostics print, as given on the command line
 * @param directory the absolute directory that {@code process} commands run in
 * @param files the texts that it may include, by their path from its directory
 */
public record Source(String name, String text, String directory, Map<String, String> files) {
    public Source {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(directory, "directory");
        files = Map.copyOf(files);
    }

    /** A script that includes nothing. */
    public Source(String name, String text, String directory) {
        this(name, text, directory, Map.of());
    }
}
