package dev.caravan.script;

import dev.caravan.model.Manifest;
import dev.caravan.model.WorkflowSpec;
import dev.caravan.script.eval.Fault;
import dev.caravan.script.eval.Faults;
import dev.caravan.script.eval.Fuel;
import dev.caravan.script.eval.Interpreter;
import dev.caravan.script.eval.ScriptParser;
import dev.caravan.script.eval.Vocabulary;
import dev.caravan.script.words.AppBlock;
import dev.caravan.script.words.Compilation;
import dev.caravan.script.words.RootBlock;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.codehaus.groovy.ast.ModuleNode;

/**
 * Compiles scripts. The tree of a script is checked and carried out by ourselves: no class is ever made of it. Equal
 * scripts and options give equal manifests. Thread-safe; one compile uses only the thread that asks for it.
 */
public final class ScriptCompiler {
    /** Time for carrying out one script, without parsing it. */
    public static final Duration TIME_LIMIT = Duration.ofMillis(1500);

    private static final Set<String> PLANNED = Set.of(
            "check",
            "autoscale",
            "secret",
            "volume",
            "avoid",
            "rollbackAfter",
            "include",
            "every",
            "camel",
            "cron@function",
            "config",
            "priority");

    private static final Vocabulary VOCABULARY = new Vocabulary(RootBlock.class, PLANNED);

    private final LongSupplier nanoTime;

    public ScriptCompiler() {
        this(System::nanoTime);
    }

    /** @param nanoTime as {@link System#nanoTime()} */
    ScriptCompiler(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The manifest, or everything that is wrong with the script. Never throws for what a script contains. */
    public CompileResult compile(Source source, CompileOptions options) {
        Faults faults = new Faults();
        Optional<ModuleNode> tree = ScriptParser.parse(source.name(), source.text(), faults);
        Compilation compilation = new Compilation(faults, source.directory(), options.parameters(), options.overlays());
        RootBlock root = new RootBlock(compilation);
        boolean complete = tree.isPresent() && carryOut(tree.get(), faults, root);
        if (!complete) return failed(source, faults);
        Optional<AppBlock> app = root.described();
        List<Manifest.Entry> entries = app.map(AppBlock::entries).orElse(List.of());
        List<WorkflowSpec> workflows = app.map(AppBlock::workflowSpecs).orElse(List.of());
        if (app.isEmpty() || !faults.isEmpty()) return failed(source, faults);
        Manifest manifest =
                new Manifest(app.get().name(), parameters(compilation), hash(source.text()), entries, workflows);
        return new CompileResult.Compiled(manifest, positions(source, app.get()));
    }

    private boolean carryOut(ModuleNode script, Faults faults, RootBlock root) {
        Fuel fuel = new Fuel(nanoTime, TIME_LIMIT);
        return new Interpreter(VOCABULARY, faults, fuel).run(script, VOCABULARY, root);
    }

    private static Map<String, String> parameters(Compilation compilation) {
        Map<String, String> values = new TreeMap<>();
        compilation.values().forEach((name, value) -> values.put(name, value.toString()));
        return values;
    }

    private static Positions positions(Source source, AppBlock app) {
        Map<Positions.Workload, Positions.Position> positions = new LinkedHashMap<>();
        app.eachSpot((kind, name, spot) ->
                positions.put(new Positions.Workload(kind, name), new Positions.Position(spot.line(), spot.column())));
        return new Positions(source.name(), positions);
    }

    private static CompileResult failed(Source source, Faults faults) {
        if (faults.isEmpty()) {
            throw new IllegalStateException(source.name() + " failed without a fault that says why");
        }
        List<String> lines = source.text().lines().toList();
        return new CompileResult.Failed(faults.sorted().stream()
                .map(fault -> diagnostic(source.name(), lines, fault))
                .toList());
    }

    private static Diagnostic diagnostic(String file, List<String> lines, Fault fault) {
        int line = fault.spot().line();
        String text = line <= lines.size() ? lines.get(line - 1) : "";
        return new Diagnostic(file, line, fault.spot().column(), fault.getMessage(), text);
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK lacks SHA-256", e);
        }
    }
}
