package dev.caravan.script.eval;

import dev.caravan.script.ScriptCompiler;
import dev.caravan.script.Sections;
import groovy.lang.Closure;
import java.io.IOException;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The reference page of the language: each word with its comment, what it takes and an example. Examples are in
 * {@code src/test/resources/words}, a file for each class of blocks, under a line {@code //// word} each; {@code //// around}
 * is the script that they stand in, at the place of {@code …}.
 */
final class LanguagePage {
    private static final Path EXAMPLES = Path.of("src", "test", "resources", "words");
    private static final Path SOURCES = Path.of("src", "main", "java", "dev", "caravan", "script", "words");
    private static final String AROUND = "around";

    /** An example of a word, with the script that it stands in. */
    record Example(String block, String word, String snippet, String script) {
        @Override
        public String toString() {
            return block + ": " + word;
        }
    }

    private final Map<Class<? extends Block>, Map<String, Word>> vocabulary = ScriptCompiler.VOCABULARY.blocks();
    private final WordComments comments = new WordComments(SOURCES);

    LanguagePage() throws IOException {}

    /** The words that each class of blocks adds, in the order in which the page tells them. */
    Map<Class<?>, Map<String, Word>> declared() {
        Map<Class<?>, Map<String, Word>> found = new LinkedHashMap<>();
        for (Class<?> block : vocabulary.keySet()) {
            List<Class<?>> shared = new ArrayList<>();
            for (Class<?> each = block; each != Block.class; each = each.getSuperclass()) shared.add(0, each);
            shared.forEach(each -> found.putIfAbsent(each, new TreeMap<>()));
        }
        vocabulary
                .values()
                .forEach(words -> words.forEach((name, word) ->
                        found.get(word.method().getDeclaringClass()).put(name, word)));
        found.values().removeIf(Map::isEmpty);
        return ordered(found);
    }

    /** Larger things before those in them, as one reads; those that this order does not know yet come last. */
    private static Map<Class<?>, Map<String, Word>> ordered(Map<Class<?>, Map<String, Word>> found) {
        List<String> order = List.of(
                "Root",
                "App",
                "Parameters",
                "Script",
                "Container",
                "ExtraContainer",
                "Pod",
                "Service",
                "Function",
                "Job",
                "Cron",
                "Daemon",
                "Rollout",
                "Place",
                "Overlay",
                "Workflow",
                "Input",
                "Steps",
                "Parallel",
                "Step",
                "Action",
                "Policy",
                "Values",
                "Canary",
                "Approve",
                "Failure",
                "WorkflowPatch");
        Map<Class<?>, Map<String, Word>> ordered = new LinkedHashMap<>();
        for (String name : order) {
            found.forEach((block, words) -> {
                if (simple(block).equals(name)) ordered.put(block, words);
            });
        }
        found.forEach(ordered::putIfAbsent);
        return ordered;
    }

    static String simple(Class<?> block) {
        return block.getSimpleName().replaceFirst("Block$", "");
    }

    /** The file that has the examples of a block's words. */
    static Path file(Class<?> block) {
        return EXAMPLES.resolve(simple(block).toLowerCase(java.util.Locale.ROOT) + ".groovy");
    }

    /** The examples of a block's words; none without a file. */
    static Map<String, Example> examples(Class<?> block) throws IOException {
        Map<String, Example> examples = new LinkedHashMap<>();
        if (!Files.exists(file(block))) return examples;
        String around = "…";
        for (Sections.Section section : Sections.of(Files.readString(file(block)))) {
            if (section.title().equals(AROUND)) {
                around = section.text();
            } else {
                String snippet = section.text().strip();
                String script = around.replace("…", snippet);
                examples.put(section.title(), new Example(simple(block), section.title(), snippet, script));
            }
        }
        return examples;
    }

    String comment(Class<?> block, Word word) {
        return comments.of(block.getSimpleName() + "." + word.method().getName());
    }

    String text() throws IOException {
        StringBuilder page = new StringBuilder(Files.readString(EXAMPLES.resolve("head.md")));
        for (Map.Entry<Class<?>, Map<String, Word>> each : declared().entrySet()) section(page, each);
        page.append(Files.readString(EXAMPLES.resolve("values.md")));
        page.append("\n## Methods of values\n\n");
        new Library(null, null, ScriptCompiler.VOCABULARY.phrases())
                .methodsByKind()
                .forEach((kind, names) -> page.append("- ")
                        .append(kind)
                        .append(": `")
                        .append(String.join("` `", names))
                        .append("`\n"));
        Set<String> planned = new TreeSet<>(ScriptCompiler.VOCABULARY.planned());
        if (!planned.isEmpty()) {
            page.append("\n## Not available yet\n\nThese words are refused, at their places, as not available yet: `")
                    .append(String.join("`, `", planned))
                    .append("`.\n");
        }
        return page.toString();
    }

    private void section(StringBuilder page, Map.Entry<Class<?>, Map<String, Word>> each) throws IOException {
        Class<?> block = each.getKey();
        page.append("\n## ").append(title(block)).append("\n\n");
        page.append(comments.of(block.getSimpleName())).append("\n");
        Map<String, Example> examples = examples(block);
        each.getValue().forEach((name, word) -> {
            page.append("\n### `").append(name).append("`\n\n");
            page.append(comment(block, word)).append("\n\n");
            page.append("`").append(usage(word)).append("`\n");
            Example example = examples.get(name);
            if (example != null)
                page.append("\n```groovy\n").append(example.snippet()).append("\n```\n");
        });
    }

    private String title(Class<?> block) {
        if (block.isAnnotationPresent(Says.class)) {
            String says = block.getAnnotation(Says.class).value();
            return says.contains(" ") ? Character.toUpperCase(says.charAt(0)) + says.substring(1) : "`" + says + "`";
        }
        Set<String> users = new LinkedHashSet<>();
        vocabulary.keySet().stream().filter(block::isAssignableFrom).forEach(user -> users.add(Vocabulary.title(user)));
        return users.size() > vocabulary.size() / 2 ? "In every block" : "In " + String.join(", ", users);
    }

    /** How a word is written: its values by their names, its options with their types. */
    static String usage(Word word) {
        if (word.isProperty()) return word.name();
        List<String> parts = new ArrayList<>();
        boolean block = false;
        for (Parameter parameter : word.method().getParameters()) {
            if (parameter.getType() == Map.class) continue;
            if (parameter.getType() == Closure.class) block = true;
            else parts.add(parameter.getName() + (parameter.isVarArgs() ? ", …" : ""));
        }
        String named = parts.isEmpty() ? "" : String.join(", ", parts);
        if (block) return word.name() + (named.isEmpty() ? "" : "(" + named + options(word) + ")") + " { … }";
        if (named.isEmpty() && word.options().isEmpty() && !word.takesAnyOption()) return word.name() + "()";
        String options = options(word);
        return word.name() + " " + (named.isEmpty() ? options.replaceFirst("^, ", "") : named + options);
    }

    private static String options(Word word) {
        if (word.takesAnyOption()) return ", NAME: value, …";
        StringBuilder options = new StringBuilder();
        word.options()
                .forEach((name, type) ->
                        options.append(", ").append(name).append(": ").append(Values.describe(type)));
        return options.toString();
    }
}
