package dev.caravan.main;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cli.Failure;
import dev.caravan.json.Json;
import dev.caravan.script.Check;
import dev.caravan.script.CompileOptions;
import dev.caravan.script.CompileResult;
import dev.caravan.script.Diagnostic;
import dev.caravan.script.ScriptCompiler;
import dev.caravan.script.Source;
import dev.caravan.simulate.CheckRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** {@code test}: compiler and simulated cluster, without a server. */
final class TestWiring {
    private static final int MAX_SEEDS = 100_000;
    private static final int SHOWN = 12;

    private final TestCommand command;
    private final boolean json;
    private final ScriptCompiler compiler = new ScriptCompiler();
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private final ArrayNode results = Json.object().putArray("results");
    private int passed;
    private int failed;

    private TestWiring(TestCommand command) {
        this.command = command;
        this.json = command.output.equals("json");
    }

    static int run(TestCommand command) {
        Logging.setUpQuiet();
        if (!command.output.isEmpty() && !command.output.equals("json")) {
            throw new Failure(Failure.USAGE, "-o should be json, was '" + command.output + "'");
        }
        if (command.seeds < 1 || command.seeds > MAX_SEEDS) {
            throw new Failure(Failure.USAGE, "--seeds must be 1.." + MAX_SEEDS + ", was " + command.seeds);
        }
        return new TestWiring(command).run();
    }

    private int run() {
        for (Path script : command.scripts) test(script);
        if (json) {
            System.out.println(Json.text(diagnostics.isEmpty() ? results : Json.valueTree(diagnostics)));
        } else if (diagnostics.isEmpty()) {
            System.out.println(passed + (passed == 1 ? " check" : " checks") + " passed, " + failed + " failed");
        } else {
            OfflineWiring.print(diagnostics);
        }
        return diagnostics.isEmpty() && failed == 0 ? 0 : Failure.FAILED;
    }

    private void test(Path script) {
        Source source = OfflineWiring.source(script);
        CompileOptions options = options(command.given.parameters);
        List<Check> checks = compiler.checks(source, options);
        if (checks.isEmpty()) {
            CompileResult result = compiler.compile(source, options);
            if (result instanceof CompileResult.Failed wrong) diagnostics.addAll(wrong.diagnostics());
            else if (!json) System.out.println(script + ": no checks");
        }
        for (Check check : checks) {
            Map<String, String> parameters = new TreeMap<>(command.given.parameters);
            parameters.putAll(check.given().parameters());
            CompileResult result = compiler.compile(source, options(parameters));
            if (result instanceof CompileResult.Failed wrong) {
                wrong.diagnostics().stream()
                        .filter(d -> !diagnostics.contains(d))
                        .forEach(diagnostics::add);
            } else {
                run(check, (CompileResult.Compiled) result);
            }
        }
    }

    private CompileOptions options(Map<String, String> parameters) {
        return OfflineWiring.options(parameters, command.given.overlays);
    }

    /** With each seed, up to the first that fails. */
    private void run(Check check, CompileResult.Compiled compiled) {
        CheckRun.Result result = null;
        for (int i = 0; i < command.seeds && (result == null || result.passed()); i++) {
            result = CheckRun.run(check, compiled.manifest(), command.seed + i);
        }
        if (result.passed()) passed++;
        else failed++;
        if (json) {
            results.add(tree(result));
        } else {
            print(result);
        }
    }

    private ObjectNode tree(CheckRun.Result result) {
        ObjectNode tree = Json.object()
                .put("check", result.check().name())
                .put("place", result.check().place())
                .put("passed", result.passed())
                .put("seed", result.seed())
                .put("simulatedSeconds", result.took().toMillis() / 1000.0);
        ArrayNode failures = tree.putArray("failures");
        result.failures().forEach(failures::add);
        ArrayNode history = tree.putArray("history");
        result.history().forEach(line -> history.add(line.strip()));
        return tree;
    }

    private void print(CheckRun.Result result) {
        String seeds = command.seeds == 1 || !result.passed()
                ? "seed " + result.seed()
                : command.seeds + " seeds from " + command.seed;
        System.out.println(result.check().place() + ": check '" + result.check().name() + "' "
                + (result.passed() ? "passed" : "FAILED") + " ("
                + String.format(Locale.ROOT, "%.1f s", result.took().toMillis() / 1000.0) + " simulated, " + seeds
                + ")");
        if (result.passed()) return;
        result.failures().forEach(failure -> System.out.println("    " + failure));
        int from = Math.max(0, result.history().size() - SHOWN);
        result.history().subList(from, result.history().size()).forEach(line -> System.out.println("    " + line));
    }
}
