package dev.caravan.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.caravan.model.Kind;
import dev.caravan.model.Manifest;
import dev.caravan.model.WorkloadSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compiles test scripts. */
final class Scripts {
    private static final ScriptCompiler COMPILER = new ScriptCompiler();

    private Scripts() {}

    static CompileResult compile(String text, CompileOptions options) {
        return COMPILER.compile(new Source("shop.groovy", text, "/srv/shop"), options);
    }

    static Manifest manifest(String text, Map<String, String> parameters, String... overlays) {
        CompileResult result = compile(text, new CompileOptions(parameters, Set.of(overlays)));
        if (result instanceof CompileResult.Failed) fail(String.join("\n", rendered((CompileResult.Failed) result)));
        return ((CompileResult.Compiled) result).manifest();
    }

    static Manifest manifest(String text) {
        return manifest(text, Map.of());
    }

    /** The one workload of a script that holds nothing but the block. */
    static WorkloadSpec workload(Kind kind, String body) {
        String script = "app('shop') { " + kind.singular() + "('it') {\n" + body + "\n} }";
        return manifest(script).workload(kind, "it").orElseThrow().spec();
    }

    /** {@code line:column: message} of each diagnostic. */
    static List<String> faults(String text, Map<String, String> parameters, String... overlays) {
        CompileResult result = compile(text, new CompileOptions(parameters, Set.of(overlays)));
        assertThat(result).as(text).isInstanceOf(CompileResult.Failed.class);
        return ((CompileResult.Failed) result)
                .diagnostics().stream()
                        .map(d -> d.line() + ":" + d.column() + ": " + d.message())
                        .toList();
    }

    static List<String> faults(String text) {
        return faults(text, Map.of());
    }

    private static List<String> rendered(CompileResult.Failed failed) {
        return failed.diagnostics().stream().map(Diagnostic::render).toList();
    }
}
