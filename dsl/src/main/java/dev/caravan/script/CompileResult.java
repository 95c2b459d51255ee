package dev.caravan.script;

import dev.caravan.model.Manifest;
import java.util.List;

/** What became of a script: a manifest, or everything that is wrong with it. */
public sealed interface CompileResult {
    /** The script is right. */
    record Compiled(Manifest manifest, Positions positions) implements CompileResult {}

    /** The script is wrong: at least one diagnostic, in the order of the script. */
    record Failed(List<Diagnostic> diagnostics) implements CompileResult {
        public Failed {
            diagnostics = List.copyOf(diagnostics);
        }
    }
}
