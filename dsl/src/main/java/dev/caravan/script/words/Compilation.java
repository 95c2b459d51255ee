package dev.caravan.script.words;

import dev.caravan.script.eval.Faults;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** What the blocks of one compile share. Confined to the compiling thread. */
public final class Compilation {
    final Faults faults;
    final String directory;
    final Map<String, String> given;
    final Set<String> overlays;
    /** Says what is wrong with the URI of a Camel endpoint. */
    final Function<String, Optional<String>> endpointProblem;

    /** The parameters that the script declares; a null value failed and was told. */
    final Map<String, Object> parameters = new TreeMap<>();

    /**
     * @param directory what {@code process} commands run in
     * @param endpointProblem says what is wrong with the URI of a Camel endpoint
     */
    public Compilation(
            Faults faults,
            String directory,
            Map<String, String> given,
            Set<String> overlays,
            Function<String, Optional<String>> endpointProblem) {
        this.endpointProblem = endpointProblem;
        this.faults = faults;
        this.directory = directory;
        this.given = given;
        this.overlays = overlays;
    }

    /** The values of the parameters, by name. */
    public Map<String, Object> values() {
        return java.util.Collections.unmodifiableMap(parameters);
    }
}
