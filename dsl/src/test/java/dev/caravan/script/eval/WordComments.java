package dev.caravan.script.eval;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The comments of classes, methods and, as {@code Class#component}, of what records hold, read from their source. */
public final class WordComments {
    private static final Pattern PARAMETER = Pattern.compile("(?s)@param (\\w+) (.*?)(?=\\n\\s*@|$)");

    private final Map<String, String> comments = new TreeMap<>();

    /** @param directory with the sources of blocks */
    public WordComments(Path directory) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> sources = Files.list(directory)) {
            List<Path> paths =
                    sources.filter(path -> path.toString().endsWith(".java")).toList();
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(paths));
            DocTrees docs = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) read(unit, docs);
        }
    }

    private void read(CompilationUnitTree unit, DocTrees docs) {
        new TreePathScanner<Void, String>() {
            @Override
            public Void visitClass(ClassTree tree, String around) {
                note(tree.getSimpleName().toString());
                return super.visitClass(tree, tree.getSimpleName().toString());
            }

            @Override
            public Void visitMethod(MethodTree tree, String around) {
                note(around + "." + tree.getName());
                return null;
            }

            private void note(String name) {
                String comment = docs.getDocComment(getCurrentPath());
                if (comment == null) return;
                comments.put(name, plain(comment));
                var parameters = PARAMETER.matcher(comment);
                while (parameters.find()) comments.put(name + "#" + parameters.group(1), plain(parameters.group(2)));
            }
        }.scan(unit, "");
    }

    private static String plain(String comment) {
        return comment.replaceAll("(?s)\n\\s*@(param|throws|return).*", "")
                .replaceAll("\\{@(?:code|link) ([^}]*)}", "`$1`")
                .replaceAll("\\s+", " ")
                .strip();
    }

    /** Of a block or, as {@code Block.method}, of a word; empty when it has none. */
    public String of(String name) {
        return comments.getOrDefault(name, "");
    }
}
