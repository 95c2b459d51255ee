package dev.caravan.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A script that tries to do more than describe, or never to end; kept in {@code src/test/resources/attacks}. */
record Attack(String family, String title, String script) {
    /** What an attack that gets through would make. */
    static final Path MARKER = Path.of("target", "escaped");

    private static final Path DIRECTORY = Path.of("src", "test", "resources", "attacks");

    /** <code>{{3 * x}}</code> stands for {@code xxx}. */
    private static final Pattern REPEAT = Pattern.compile("\\{\\{(\\d+) \\* (.+?)\\}\\}(?!\\})", Pattern.DOTALL);

    static List<Attack> all() {
        List<Attack> attacks = new ArrayList<>();
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            for (Path file : files.sorted().toList()) {
                for (Sections.Section section : Sections.of(Files.readString(file))) {
                    attacks.add(new Attack(file.getFileName().toString(), section.title(), expanded(section.text())));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return attacks;
    }

    private static String expanded(String text) {
        return REPEAT.matcher(text.replace("MARKER", MARKER.toString()))
                .replaceAll(match -> Matcher.quoteReplacement(match.group(2).repeat(Integer.parseInt(match.group(1)))));
    }

    @Override
    public String toString() {
        return family + ": " + title;
    }
}
