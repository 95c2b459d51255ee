package dev.caravan.script.eval;

import dev.caravan.script.ScriptCompiler;
import groovy.lang.Closure;
import java.io.IOException;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What tells IntelliJ IDEA the words of a script: each with its comment, inside of the blocks that have it. */
final class EditorPage {
    private static final String HEAD = """
            // Tells IntelliJ IDEA the words of Caravan's scripts: put this file beside them. Generated; see CONTRIBUTING.md.
            // With the jar of Caravan's dsl on the class path of the project, the classes behind the words are used.

            contributor(context(scope: scriptScope())) {
                def root = findClass('dev.caravan.script.words.RootBlock')
                if (root) delegatesTo(root)
            """;

    private final Map<Class<? extends Block>, Map<String, Word>> vocabulary = ScriptCompiler.VOCABULARY.blocks();
    private final LanguagePage page = new LanguagePage();

    EditorPage() throws IOException {}

    String text() {
        StringBuilder text = new StringBuilder(HEAD);
        Class<? extends Block> root = vocabulary.keySet().iterator().next();
        words(text, root, "    ");
        text.append("}\n\ncontributor(context(scope: closureScope())) {\n");
        calls().forEach((call, blocks) -> {
            text.append("    if (enclosingCall('").append(call).append("')) {\n");
            blocks.forEach(block -> words(text, block, "        "));
            text.append("    }\n");
        });
        text.append("}\n\ncontributor(context(ctype: 'java.lang.Number')) {\n");
        UnitWords.types().forEach((unit, type) -> text.append("    property(name: '")
                .append(unit)
                .append("', type: '")
                .append(type.getName())
                .append("')\n"));
        return text.append("}\n").toString();
    }

    /** The blocks that follow a word, by the word: the same one may open several kinds. */
    private Map<String, Set<Class<? extends Block>>> calls() {
        Map<String, Set<Class<? extends Block>>> calls = new TreeMap<>();
        vocabulary
                .values()
                .forEach(words -> words.forEach((name, word) -> word.block().ifPresent(block -> calls.computeIfAbsent(
                                name, n -> new TreeSet<>(java.util.Comparator.comparing(Class::getName)))
                        .add(block))));
        return calls;
    }

    private void words(StringBuilder text, Class<? extends Block> block, String indent) {
        vocabulary.get(block).forEach((name, word) -> {
            String doc = page.comment(word.method().getDeclaringClass(), word).replace("'", "\\'");
            text.append(indent);
            if (word.isProperty()) {
                text.append("property(name: '").append(name).append("', type: 'java.lang.Object', doc: '");
            } else {
                text.append("method(name: '").append(name).append("', type: 'void', params: [");
                text.append(String.join(", ", parameters(word))).append("], doc: '");
            }
            text.append(doc).append("')\n");
        });
    }

    private static List<String> parameters(Word word) {
        List<String> parameters = new ArrayList<>();
        for (Parameter parameter : word.method().getParameters()) {
            Class<?> type = parameter.getType();
            boolean plain = type == Closure.class
                    || type.isPrimitive()
                    || type.getName().startsWith("java.");
            String shown = plain ? type.getName() : parameter.isVarArgs() ? "java.lang.String..." : "java.lang.Object";
            parameters.add(parameter.getName() + ": '" + shown + "'");
        }
        // A word without values is still written with its brackets.
        return parameters.isEmpty() ? List.of(":") : parameters;
    }
}
