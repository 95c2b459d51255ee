package dev.caravan.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that are committed and generated: a test compares them, or writes them when it is asked to. */
public final class Golden {
    private static final boolean REGENERATE = Boolean.getBoolean("caravan.regenerate");

    private Golden() {}

    /** @param path from the repository's root */
    public static void check(String path, String generated) throws IOException {
        Path file = Path.of("..").resolve(path);
        if (REGENERATE) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, generated);
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as(
                        "%s is not what is generated now: run 'mvn package -pl dsl -am -Dcaravan.regenerate=true' and look"
                                + " at what changed",
                        path)
                .isEqualTo(generated);
    }
}
