package dev.caravan.script.words;

import dev.caravan.model.Names;
import dev.caravan.script.eval.Block;
import dev.caravan.script.eval.Fault;
import dev.caravan.script.eval.Spelling;
import dev.caravan.script.eval.Spot;
import java.time.Duration;

/** What all blocks have: the parameters. */
public abstract class ScriptBlock extends Block {
    final Compilation compilation;

    ScriptBlock(Compilation compilation) {
        super(compilation.faults);
        this.compilation = compilation;
    }

    /** The value of a parameter of the script. */
    public Object param(String name) {
        if (!compilation.parameters.containsKey(name)) {
            throw Fault.at(
                    site().argument(0),
                    "there is no parameter '" + name + "'" + Spelling.hint(name, compilation.parameters.keySet()));
        }
        Object value = compilation.parameters.get(name);
        if (value == null) throw Fault.silent();
        return value;
    }

    static String badName(String what, String name) {
        return "'" + name + "' cannot be the name of " + what + ": it wants " + Names.rule();
    }

    static Duration positive(String what, Duration value, Spot spot) {
        if (value == null || (!value.isNegative() && !value.isZero())) return value;
        throw Fault.at(spot, what + " must be longer than nothing");
    }
}
