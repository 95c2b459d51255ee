package dev.caravan.script.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.caravan.script.CompileOptions;
import dev.caravan.script.CompileResult;
import dev.caravan.script.Diagnostic;
import dev.caravan.script.Golden;
import dev.caravan.script.ScriptCompiler;
import dev.caravan.script.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LanguagePageTest {
    /** What examples of {@code camel} and {@code include} use. */
    private static final CompileOptions OPTIONS =
            new CompileOptions(Map.of(), Set.of(), Set.of("kafka", "http", "https", "smtp", "timer"));

    private static final Map<String, String> FILES =
            Map.of("lib/web.groovy", "def web(String tag) { image \"shop/web:${tag}\" }\n");

    static List<LanguagePage.Example> examples() throws IOException {
        List<LanguagePage.Example> examples = new ArrayList<>();
        for (Class<?> block : new LanguagePage().declared().keySet()) {
            examples.addAll(LanguagePage.examples(block).values());
        }
        return examples;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleCompiles(LanguagePage.Example example) {
        CompileResult result =
                new ScriptCompiler().compile(new Source("example.groovy", example.script(), "/srv", FILES), OPTIONS);

        if (result instanceof CompileResult.Failed) {
            List<Diagnostic> diagnostics = ((CompileResult.Failed) result).diagnostics();
            fail(example + " does not compile:\n"
                    + String.join(
                            "\n", diagnostics.stream().map(Diagnostic::render).toList()));
        }
    }

    @Test
    void everyWordHasACommentAndAnExample() throws IOException {
        LanguagePage page = new LanguagePage();
        List<String> missing = new ArrayList<>();
        for (Map.Entry<Class<?>, Map<String, Word>> each : page.declared().entrySet()) {
            Map<String, LanguagePage.Example> examples = LanguagePage.examples(each.getKey());
            each.getValue().forEach((name, word) -> {
                String of = "'" + name + "' of " + each.getKey().getSimpleName();
                if (page.comment(each.getKey(), word).isEmpty()) missing.add(of + " has no comment");
                if (!examples.containsKey(name)) {
                    missing.add(of + " has no example: put one under '//// " + name + "' in dsl/"
                            + LanguagePage.file(each.getKey()));
                }
            });
            examples.keySet().stream()
                    .filter(name -> !each.getValue().containsKey(name))
                    .forEach(name -> missing.add("dsl/" + LanguagePage.file(each.getKey()) + " has an example of '"
                            + name + "', which is no word of it"));
        }

        assertThat(missing).as(String.join("\n", missing)).isEmpty();
    }

    @Test
    void everyExampleUsesItsWord() throws IOException {
        assertThat(examples())
                .allSatisfy(example -> assertThat(example.snippet()).contains(example.word()));
    }

    @Test
    void thePageIsTheOneThatIsCommitted() throws IOException {
        Golden.check("docs/language.md", new LanguagePage().text());
    }
}
