package dev.caravan.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * Scripts that nobody would write: made of the language's words, values and signs, and of valid scripts with pieces lost,
 * doubled, swapped or put in. {@code -Djqwik.tries.default=N} makes more of them.
 */
@PropertyDefaults(shrinking = ShrinkingMode.BOUNDED)
class FuzzTest {
    /** Of one script, of CPU; evaluation alone may take 1.5 s. */
    private static final long LIMIT_MILLIS = 6_000;

    private static final List<String> VALUES = List.of(
            "'x'",
            "\"a${1}\"",
            "1",
            "-1",
            "0",
            "2147483648",
            "1.5",
            "true",
            "null",
            "[]",
            "[1, 'a']",
            "[a: 1]",
            "1..3",
            "10.seconds",
            "256.mb",
            "500.millicores",
            "5.percent",
            "{ }",
            "{ it }",
            "{ x -> x }",
            "param('a')",
            "http('/')",
            "tcp(80)",
            "label('a', 'b')",
            "any",
            "forbid",
            "it",
            "x",
            "l",
            "[1].first()",
            "'a'.size()");
    private static final List<String> SIGNS = List.of(
            "{",
            "}",
            "(",
            ")",
            "[",
            "]",
            ",",
            ";",
            ":",
            "\n",
            " ",
            ".",
            "+",
            "-",
            "*",
            "/",
            "=",
            "==",
            "<<",
            "?",
            "?:",
            "?.",
            "..",
            "->",
            "&&",
            "!",
            "'",
            "\"",
            "${",
            "$",
            "\\",
            "//",
            "/*",
            "@",
            "def ",
            "if (",
            "else ",
            "for (x in ",
            "return ",
            "break",
            "import ",
            "new ",
            "class ",
            "while (",
            "\u0000",
            "\uD83D",
            "é",
            "\t",
            "in ",
            "as ");

    private static List<String> words() {
        // The names of words, as the reference page has them.
        try {
            Set<String> words = new TreeSet<>();
            try (Stream<Path> files = Files.list(Path.of("src", "test", "resources", "words"))) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".groovy")).toList()) {
                    Sections.of(Files.readString(file)).forEach(section -> words.add(section.title()));
                }
            }
            words.remove("around");
            return List.copyOf(words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> valid() {
        List<String> scripts = new ArrayList<>(List.of(ScriptCompilerTest.SHOP));
        try (Stream<Path> files = Files.list(Path.of("..", "examples"))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".groovy")).sorted().toList()) {
                scripts.add(Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return scripts;
    }

    @Provide
    Arbitrary<String> made() {
        Arbitrary<String> word = Arbitraries.of(words());
        Arbitrary<String> value = Arbitraries.of(VALUES);
        Arbitrary<String> statement = Arbitraries.lazyOf(
                () -> word.flatMap(w -> value.map(v -> w + " " + v + "\n")),
                () -> word.flatMap(w -> value.flatMap(v -> value.map(o -> w + " " + v + ", at: " + o + "\n"))),
                () -> word.flatMap(w -> block().map(b -> w + "('n') {\n" + b + "}\n")),
                () -> word.map(w -> w + "()\n"),
                () -> value.flatMap(v -> value.map(o -> "def x = " + v + "; x = " + o + "\n")),
                () -> value.flatMap(v -> block().map(b -> "for (x in " + v + ") {\n" + b + "}\n")),
                () -> value.flatMap(v -> block().map(b -> "if (" + v + ") {\n" + b + "} else { }\n")),
                () -> Arbitraries.of(SIGNS));
        return statement.list().ofMaxSize(8).map(list -> "app('a') {\n" + String.join("", list) + "}\n");
    }

    private Arbitrary<String> block() {
        Arbitrary<String> word = Arbitraries.of(words());
        Arbitrary<String> value = Arbitraries.of(VALUES);
        return word.flatMap(w -> value.map(v -> w + " " + v + "\n"))
                .list()
                .ofMaxSize(4)
                .map(l -> String.join("", l));
    }

    @Provide
    Arbitrary<String> mutated() {
        List<String> scripts = valid();
        List<String> pieces = new ArrayList<>(words());
        pieces.addAll(VALUES);
        pieces.addAll(SIGNS);
        return Arbitraries.of(scripts)
                .flatMap(script -> Arbitraries.randoms().map(random -> mutate(script, pieces, random)));
    }

    private static String mutate(String script, List<String> pieces, Random random) {
        StringBuilder text = new StringBuilder(script);
        for (int i = random.nextInt(6); i >= 0; i--) {
            int at = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), at + random.nextInt(20));
            switch (random.nextInt(5)) {
                case 0 -> text.delete(at, to);
                case 1 -> text.insert(at, text.substring(at, to));
                case 2 -> text.insert(at, pieces.get(random.nextInt(pieces.size())));
                case 3 -> text.replace(at, to, pieces.get(random.nextInt(pieces.size())));
                default ->
                    text.insert(at, pieces.get(random.nextInt(pieces.size())).repeat(random.nextInt(200)));
            }
        }
        return text.toString();
    }

    @Property
    void scriptsOfWordsAndValuesAreAnswered(@ForAll("made") String script) {
        answered(script);
    }

    @Property
    void validScriptsThatWereDamagedAreAnswered(@ForAll("mutated") String script) {
        answered(script);
    }

    private static void answered(String script) {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        CompileOptions options = new CompileOptions(Map.of("tag", "1.0"), Set.of());
        CompileResult result = Scripts.compile(script, options);
        long took = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1_000_000;

        assertThat(took).as(script).isLessThan(LIMIT_MILLIS);
        assertThat(Json.text(form(Scripts.compile(script, options)))).as(script).isEqualTo(Json.text(form(result)));
        if (!(result instanceof CompileResult.Failed)) return;
        long lines = script.chars().filter(c -> c == '\n').count() + 1;
        assertThat(((CompileResult.Failed) result).diagnostics())
                .as(script)
                .isNotEmpty()
                .allSatisfy(d -> {
                    assertThat(d.line()).isBetween(1, (int) lines);
                    assertThat(d.column()).isPositive();
                    assertThat(d.message()).isNotBlank().doesNotContain("Exception", "groovy.", "java.lang", "\tat ");
                });
    }

    private static Object form(CompileResult result) {
        return result instanceof CompileResult.Failed
                ? ((CompileResult.Failed) result).diagnostics()
                : ((CompileResult.Compiled) result).manifest();
    }
}
