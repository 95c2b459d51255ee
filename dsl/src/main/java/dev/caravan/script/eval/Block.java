package dev.caravan.script.eval;

import groovy.lang.Closure;
import java.util.Map;

/**
 * What a block of the script fills in. Each public method that a subclass declares is a word of the block: named
 * options come as a first {@code Map} parameter, a nested block as a last {@code Closure} that names its block by
 * {@code @DelegatesTo}; {@code getAny()} is the bare word {@code any}. Confined to the compiling thread.
 */
public abstract class Block {
    private final Faults faults;
    private Site site = new Site(Spot.START, java.util.List.of(), Map.of());
    private boolean damaged;

    /** Where the word that runs now, its arguments and its options stand in the script. */
    public record Site(Spot word, java.util.List<Spot> arguments, Map<String, Spot> options) {
        public Spot argument(int index) {
            return index < arguments.size() ? arguments.get(index) : word;
        }

        public Spot option(String name) {
            return options.getOrDefault(name, word);
        }
    }

    protected Block(Faults faults) {
        this.faults = faults;
    }

    final Faults faultsOfWord() {
        return faults;
    }

    protected final Faults faults() {
        return faults;
    }

    protected final Site site() {
        return site;
    }

    final void at(Site running) {
        this.site = running;
    }

    /** Notes that a statement of the block failed, so that what it would have said is not called missing. */
    protected final void damage() {
        damaged = true;
    }

    @NoWord
    public final boolean isDamaged() {
        return damaged;
    }

    /** Runs the body with this block's nested one. */
    protected static void run(Closure<?> body, Block block) {
        ((ScriptClosure) body).runIn(block);
    }

    /** Runs the body with a block and with values for its parameters, as a loop does. */
    protected static void run(Closure<?> body, Block block, Object... values) {
        ((ScriptClosure) body).runIn(block, values);
    }

    /** Refuses a number outside of the bounds, at its argument. */
    protected static int within(String what, int value, int min, int max, Spot spot) {
        if (value < min || value > max) {
            throw Fault.at(spot, what + " must be " + min + ".." + max + ", was " + value);
        }
        return value;
    }
}
