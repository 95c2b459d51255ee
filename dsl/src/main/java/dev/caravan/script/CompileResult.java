package dev.caravan.script;

import dev.caravan.model.Manifest;
import java.util.List;

/** What became of a script: a manifest, or everything that is wrong with it. */
public sealed interface CompileResult {
    /**
     * The script is right.
     *
     * @param checks what the script says of itself under faults; nothing of it is in the manifest
     */
    record Compiled(Manifest manifest, Positions positions, List<Check> checks) implements CompileResult {
        public Compiled {
            checks = List.copyOf(checks);
        }

        /** A script whose checks are not asked for. */
        public Compiled(Manifest manifest, Positions positions) {
            this(manifest, positions, List.of());
        }
    }

    /** The script is wrong: at least one diagnostic, in the order of the script. */
    record Failed(List<Diagnostic> diagnostics) implements CompileResult {
        public Failed {
            diagnostics = List.copyOf(diagnostics);
        }
    }
}
