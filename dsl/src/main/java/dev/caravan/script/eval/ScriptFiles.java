package dev.caravan.script.eval;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;

/**
 * A script and the files that it includes, parsed. Their lines stand in one row of numbers, the script's first: a spot
 * alone says which file it is in. Confined to the compiling thread.
 */
public final class ScriptFiles {
    public static final int MAX_FILES = 32;
    public static final int MAX_DEPTH = 8;

    /** Of all files together, where one is included: what is before a file is skipped again by the parser. */
    public static final int MAX_LINES = 50_000;

    /** A spot as people find it. */
    public record Place(String file, int line, int column, String text) {}

    private record Parsed(String path, String name, int offset, String[] lines, ModuleNode tree) {}

    private final String name;
    private final Map<String, String> texts;
    private final Faults faults;
    private final Map<String, Parsed> parsed = new LinkedHashMap<>();
    private final Map<String, Spot> included = new LinkedHashMap<>();
    private final Deque<String> open = new ArrayDeque<>();
    private boolean readable = true;

    /**
     * Reads all of them; what is wrong is in the faults.
     *
     * @param name the script's, as diagnostics print it
     * @param texts of the files that may be included, by their path from the script's directory
     */
    public ScriptFiles(String name, String text, Map<String, String> texts, Faults faults) {
        this.name = name;
        this.texts = texts;
        this.faults = faults;
        read("", name, text);
    }

    /** Whether all could be parsed. */
    public boolean isReadable() {
        return readable;
    }

    ModuleNode script() {
        return parsed.get("").tree();
    }

    /** The trees of all files, the script's first. */
    Collection<ModuleNode> trees() {
        return parsed.values().stream().map(Parsed::tree).toList();
    }

    /** The tree of a file that is included at the spot. */
    Optional<ModuleNode> included(Spot at, String path) {
        return resolve(at, path)
                .filter(resolved -> at.equals(included.get(resolved)))
                .map(parsed::get)
                .map(Parsed::tree);
    }

    /** The paths of the included files, in the order of their first line. */
    public List<String> includedPaths() {
        return parsed.keySet().stream().filter(path -> !path.isEmpty()).toList();
    }

    public Place place(Spot spot) {
        Parsed file = of(spot);
        int line = spot.line() - file.offset();
        String text = line <= file.lines().length ? file.lines()[line - 1] : "";
        return new Place(file.name(), line, spot.column(), text.replace("\r", ""));
    }

    /** Such as {@code line 5}, or {@code line 5 of lib/web.groovy} for an included file. */
    public String line(Spot spot) {
        Parsed file = of(spot);
        return "line " + (spot.line() - file.offset()) + (file.path().isEmpty() ? "" : " of " + file.path());
    }

    private Parsed of(Spot spot) {
        Parsed found = parsed.get("");
        for (Parsed each : parsed.values()) {
            if (each.offset() < spot.line() && each.offset() >= found.offset()) found = each;
        }
        return found;
    }

    private void read(String path, String shown, String text) {
        int offset =
                parsed.values().stream().mapToInt(file -> file.lines().length).sum();
        String[] lines = text.split("\n", -1);
        parsed.put(path, new Parsed(path, shown, offset, lines, null));
        if (offset > 0 && offset + lines.length > MAX_LINES) {
            faults.add(included.get(path), "a script and what it includes have at most " + MAX_LINES + " lines");
            readable = false;
            return;
        }
        Optional<ModuleNode> tree = ScriptParser.parse(shown, text, offset + 1, faults);
        readable &= tree.isPresent();
        if (tree.isEmpty()) return;
        parsed.put(path, new Parsed(path, shown, offset, lines, tree.get()));
        open.push(path);
        includes(tree.get());
        open.pop();
    }

    private void includes(ModuleNode tree) {
        CodeVisitorSupport visitor = new CodeVisitorSupport() {
            @Override
            public void visitMethodCallExpression(MethodCallExpression call) {
                if (call.isImplicitThis() && "include".equals(call.getMethodAsString())) include(call);
                super.visitMethodCallExpression(call);
            }
        };
        tree.getStatementBlock().visit(visitor);
        tree.getMethods().forEach(method -> method.getCode().visit(visitor));
    }

    private void include(MethodCallExpression call) {
        var arguments = ((TupleExpression) call.getArguments()).getExpressions();
        // Anything but one argument is for the checker.
        if (arguments.size() != 1) return;
        Spot spot = Spot.of(arguments.get(0));
        Object path = arguments.get(0) instanceof ConstantExpression
                ? ((ConstantExpression) arguments.get(0)).getValue()
                : null;
        if (!(path instanceof String)) {
            faults.add(spot, "include wants its path as plain text, so that it is known before the script runs");
            return;
        }
        Optional<String> resolved = resolve(spot, (String) path);
        if (resolved.isEmpty()) {
            faults.add(
                    spot,
                    "include wants a path such as 'lib/web.groovy', from this file's directory down, was '" + path
                            + "'");
        } else {
            include(resolved.get(), spot);
        }
    }

    private void include(String path, Spot spot) {
        Spot before = included.get(path);
        if (open.contains(path)) {
            List<String> way = new ArrayList<>(open);
            java.util.Collections.reverse(way);
            way.add(path);
            faults.add(
                    spot, "includes go in a circle: " + String.join(" → ", way.subList(way.indexOf(path), way.size())));
        } else if (before != null) {
            faults.add(spot, "'" + path + "' is included already, in " + line(before));
        } else if (!texts.containsKey(path)) {
            faults.add(spot, "there is no file '" + path + "'" + Spelling.hint(path, texts.keySet()));
        } else if (included.size() >= MAX_FILES || open.size() >= MAX_DEPTH) {
            faults.add(spot, "a script includes at most " + MAX_FILES + " files, at most " + MAX_DEPTH + " deep");
        } else {
            included.put(path, spot);
            read(path, shown(path), texts.get(path));
        }
    }

    private String shown(String path) {
        return name.substring(0, name.lastIndexOf('/') + 1) + path;
    }

    /** The path from the script's directory; empty for one that could leave it. */
    private Optional<String> resolve(Spot at, String path) {
        for (String part : path.split("/", -1)) {
            if (!part.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*")) return Optional.empty();
        }
        if (!path.endsWith(".groovy") || path.length() > 200) return Optional.empty();
        String from = of(at).path();
        return Optional.of(from.substring(0, from.lastIndexOf('/') + 1) + path);
    }
}
