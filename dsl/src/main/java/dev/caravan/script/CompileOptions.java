package dev.caravan.script;

import java.util.Map;
import java.util.Set;

/**
 * What a compile is given beside the script.
 *
 * @param parameters values of the script's parameters
 * @param overlays names of the overlays to apply
 */
public record CompileOptions(Map<String, String> parameters, Set<String> overlays) {
    public CompileOptions {
        parameters = Map.copyOf(parameters);
        overlays = Set.copyOf(overlays);
    }

    public static CompileOptions none() {
        return new CompileOptions(Map.of(), Set.of());
    }
}
