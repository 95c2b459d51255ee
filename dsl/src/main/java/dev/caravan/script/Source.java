package dev.caravan.script;

import java.util.Objects;

/**
 * A script to compile.
 *
 * @param name what diagnostics print, as given on the command line
 * @param directory the absolute directory that {@code process} commands run in
 */
public record Source(String name, String text, String directory) {
    public Source {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(directory, "directory");
    }
}
