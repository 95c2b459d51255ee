package dev.caravan.script.words;

import dev.caravan.script.eval.Faults;
import dev.caravan.script.eval.ScriptFiles;
import dev.caravan.script.eval.Spot;
import groovy.lang.Closure;
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

    /** Whether parameters that were given no value are no mistake. */
    private boolean lenient;

    private ScriptFiles files;
    Included included;

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

    /** Gives what an included file says. */
    public interface Included {
        /** Empty when that it is not there was told before. */
        Optional<Closure<?>> body(Spot at, String path);
    }

    /** The files that the script is made of. */
    public Compilation of(ScriptFiles files, Included included) {
        this.files = files;
        this.included = included;
        return this;
    }

    /** For a look at a script before its parameters are known. */
    public Compilation withoutParameters() {
        lenient = true;
        return this;
    }

    boolean isLenient() {
        return lenient;
    }

    public Faults faults() {
        return faults;
    }

    /** Where a spot is, for people: {@code line 5}. */
    String line(Spot spot) {
        return files.line(spot);
    }

    /** The values of the parameters, by name. */
    public Map<String, Object> values() {
        return java.util.Collections.unmodifiableMap(parameters);
    }
}
