package dev.caravan.script;

import dev.caravan.model.Manifest;
import dev.caravan.model.WorkflowSpec;
import dev.caravan.script.eval.Fault;
import dev.caravan.script.eval.Faults;
import dev.caravan.script.eval.Fuel;
import dev.caravan.script.eval.Interpreter;
import dev.caravan.script.eval.ScriptFiles;
import dev.caravan.script.eval.Spot;
import dev.caravan.script.eval.Vocabulary;
import dev.caravan.script.words.AppBlock;
import dev.caravan.script.words.Compilation;
import dev.caravan.script.words.RootBlock;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
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

/**
 * Compiles scripts. The tree of a script is checked and carried out by ourselves: no class is ever made of it. Equal
 * scripts and options give equal manifests. Thread-safe; one compile uses only the thread that asks for it.
 */
public final class ScriptCompiler implements Compiler {
    /** CPU time for carrying out one script, without parsing it: what it may take does not depend on who else is busy. */
    public static final Duration TIME_LIMIT = Duration.ofSeconds(2);

    private static final Set<String> PLANNED = Set.of("autoscale", "volume");

    /** Every word, by the block that it belongs to. */
    public static final Vocabulary VOCABULARY = new Vocabulary(RootBlock.class, PLANNED);

    private final LongSupplier nanoTime;

    public ScriptCompiler() {
        this(cpuTime());
    }

    private static LongSupplier cpuTime() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return threads.isCurrentThreadCpuTimeSupported() ? threads::getCurrentThreadCpuTime : System::nanoTime;
    }

    /** @param nanoTime a clock of nanoseconds from any origin */
    ScriptCompiler(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public CompileResult compile(Source source, CompileOptions options) {
        Faults faults = new Faults();
        ScriptFiles files = new ScriptFiles(source.name(), source.text(), source.files(), faults);
        if (!files.isReadable()) return failed(files, faults);
        Compilation compilation = compilation(source, options, faults);
        RootBlock root = new RootBlock(compilation);
        if (!carryOut(files, compilation, root)) return failed(files, faults);
        Optional<AppBlock> app = root.described();
        List<Manifest.Entry> entries = app.map(AppBlock::entries).orElse(List.of());
        List<WorkflowSpec> workflows = app.map(AppBlock::workflowSpecs).orElse(List.of());
        List<Check> checks = app.map(described -> described.checks(spot -> place(files, spot)))
                .orElse(List.of());
        if (app.isEmpty() || !faults.isEmpty()) return failed(files, faults);
        Manifest manifest = new Manifest(
                app.get().name(),
                parameters(compilation),
                hash(source.text()),
                entries,
                hashes(source, files),
                workflows);
        return new CompileResult.Compiled(manifest, positions(source, files, app.get()), checks);
    }

    /**
     * The checks of a script, before it has the parameters that each of them gives: what is wrong with the script, compiling
     * it with them tells.
     */
    public List<Check> checks(Source source, CompileOptions options) {
        Faults faults = new Faults();
        ScriptFiles files = new ScriptFiles(source.name(), source.text(), source.files(), faults);
        if (!files.isReadable()) return List.of();
        Compilation compilation = compilation(source, options, faults).withoutParameters();
        RootBlock root = new RootBlock(compilation);
        if (!carryOut(files, compilation, root)) return List.of();
        return root.described()
                .map(app -> app.checks(spot -> place(files, spot)))
                .orElse(List.of());
    }

    private static Compilation compilation(Source source, CompileOptions options, Faults faults) {
        return new Compilation(
                faults,
                source.directory(),
                options.parameters(),
                options.overlays(),
                new Components(options.connectors())::problem);
    }

    private boolean carryOut(ScriptFiles files, Compilation compilation, RootBlock root) {
        Interpreter interpreter = new Interpreter(VOCABULARY, compilation.faults(), new Fuel(nanoTime, TIME_LIMIT));
        compilation.of(files, (at, path) -> interpreter.included(files, at, path));
        return interpreter.run(files, VOCABULARY, AppBlock.class, root);
    }

    private static String place(ScriptFiles files, Spot spot) {
        return position(files, spot).display();
    }

    private static Map<String, String> hashes(Source source, ScriptFiles files) {
        Map<String, String> hashes = new TreeMap<>();
        files.includedPaths()
                .forEach(path -> hashes.put(path, hash(source.files().get(path))));
        return hashes;
    }

    private static Map<String, String> parameters(Compilation compilation) {
        Map<String, String> values = new TreeMap<>();
        compilation.values().forEach((name, value) -> values.put(name, value.toString()));
        return values;
    }

    private static Positions positions(Source source, ScriptFiles files, AppBlock app) {
        Map<Positions.Workload, Positions.Position> positions = new LinkedHashMap<>();
        Map<Positions.Workload, Map<String, Positions.Position>> steps = new LinkedHashMap<>();
        app.eachSpot((kind, name, spot, words) -> {
            Positions.Workload key = new Positions.Workload(kind, name);
            positions.put(key, position(files, spot));
            Map<String, Positions.Position> own = new TreeMap<>();
            words.forEach((step, at) -> own.put(step, position(files, at)));
            if (!own.isEmpty()) steps.put(key, own);
        });
        return new Positions(source.name(), positions, steps);
    }

    private static Positions.Position position(ScriptFiles files, Spot spot) {
        ScriptFiles.Place place = files.place(spot);
        return new Positions.Position(place.file(), place.line(), place.column());
    }

    private static CompileResult failed(ScriptFiles files, Faults faults) {
        if (faults.isEmpty()) throw new IllegalStateException("a script failed without a fault that says why");
        return new CompileResult.Failed(
                faults.sorted().stream().map(fault -> diagnostic(files, fault)).toList());
    }

    private static Diagnostic diagnostic(ScriptFiles files, Fault fault) {
        ScriptFiles.Place place = files.place(fault.spot());
        return Diagnostic.at(place.file(), place.line(), place.column(), fault.getMessage(), place.text());
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
