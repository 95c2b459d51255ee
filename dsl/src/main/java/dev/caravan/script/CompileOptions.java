package dev.caravan.script;

import java.util.Map;
import java.util.Set;

/**
 * What a compile is given beside the script.
 *
 * @param parameters values of the script's parameters
 * @param overlays names of the overlays to apply
 * @param connectors schemes of the Camel components that are at hand
 */
public record CompileOptions(Map<String, String> parameters, Set<String> overlays, Set<String> connectors) {
    public CompileOptions {
        parameters = Map.copyOf(parameters);
        overlays = Set.copyOf(overlays);
        connectors = Set.copyOf(connectors);
    }

    /** Where no Camel component is at hand. */
    public CompileOptions(Map<String, String> parameters, Set<String> overlays) {
        this(parameters, overlays, Set.of());
    }

    public static CompileOptions none() {
        return new CompileOptions(Map.of(), Set.of());
    }
}
