package dev.caravan.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The catalogue of errors. Cases are in {@code src/test/resources/errors}: a file for each kind, whose first line is the
 * kind's title, and a case under each line {@code //// title}. In a case, {@code //> -p KEY=VALUE}, {@code //> --overlay NAME}
 * and {@code //> file PATH} (what follows is that file) say what goes with the script.
 */
class ErrorCatalogueTest {
    private static final Path CASES = Path.of("src", "test", "resources", "errors");

    private record Case(String title, String script, CompileOptions options, Map<String, String> files) {
        static Case of(Sections.Section section) {
            Map<String, String> parameters = new LinkedHashMap<>();
            Set<String> overlays = new LinkedHashSet<>();
            Map<String, StringBuilder> texts = new LinkedHashMap<>();
            texts.put("", new StringBuilder());
            String file = "";
            for (String line : section.text().strip().split("\n")) {
                if (line.startsWith("//> -p ")) {
                    String[] pair = line.substring(7).split("=", 2);
                    parameters.put(pair[0], pair[1]);
                } else if (line.startsWith("//> --overlay ")) {
                    overlays.add(line.substring(14));
                } else if (line.startsWith("//> file ")) {
                    file = line.substring(9);
                    texts.put(file, new StringBuilder());
                } else {
                    texts.get(file).append(line).append('\n');
                }
            }
            String script = texts.remove("").toString();
            Map<String, String> files = new LinkedHashMap<>();
            texts.forEach((path, text) -> files.put(path, text.toString()));
            return new Case(section.title(), script, new CompileOptions(parameters, overlays), files);
        }

        List<Diagnostic> diagnostics() {
            CompileResult result =
                    new ScriptCompiler().compile(new Source("shop.groovy", script, "/srv/shop", files), options);
            assertThat(result).as(title + ":\n" + script).isInstanceOf(CompileResult.Failed.class);
            return ((CompileResult.Failed) result).diagnostics();
        }

        String text() {
            StringBuilder text = new StringBuilder("\n### " + title + "\n\n```groovy\n" + script + "```\n");
            files.forEach((path, content) -> text.append("`")
                    .append(path)
                    .append("`:\n```groovy\n")
                    .append(content)
                    .append("```\n"));
            List<String> given = new ArrayList<>();
            options.parameters().forEach((key, value) -> given.add("-p " + key + "=" + value));
            options.overlays().forEach(name -> given.add("--overlay " + name));
            if (!given.isEmpty())
                text.append("with `").append(String.join(" ", given)).append("`:\n");
            List<String> told = diagnostics().stream().map(Diagnostic::render).toList();
            return text.append("```\n")
                    .append(String.join("\n", told))
                    .append("\n```\n")
                    .toString();
        }
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.sorted().toList();
        }
    }

    @Test
    void theCatalogueIsTheOneThatIsCommitted() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Errors of scripts

                Every kind of mistake with an example and what `caravan validate` prints for it. All mistakes of all files of a
                script are told at once, in the order of the script. This page is generated from the tests.
                """);
        for (Path file : files()) {
            String text = Files.readString(file);
            page.append("\n## ")
                    .append(text.lines().findFirst().orElseThrow().substring(3))
                    .append('\n');
            for (Sections.Section section : Sections.of(text))
                page.append(Case.of(section).text());
        }

        Golden.check("docs/errors.md", page.toString());
    }

    @Test
    void everyExampleIsOfOneKindOnly() throws IOException {
        for (Path file : files()) {
            for (Sections.Section section : Sections.of(Files.readString(file))) {
                Case each = Case.of(section);
                assertThat(each.diagnostics()).as(each.title()).hasSizeLessThanOrEqualTo(3);
            }
        }
    }
}
