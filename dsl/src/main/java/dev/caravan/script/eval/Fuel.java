package dev.caravan.script.eval;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What an evaluation may use: steps, memory, size of values, text that it says, depth of calls and time. Running out ends
 * the evaluation. Memory is what was ever made, not what is still held: nobody counts what is let go.
 */
public final class Fuel {
    public static final long MAX_STEPS = 2_000_000;
    public static final int MAX_DEPTH = 64;
    public static final int MAX_TEXT = 1_000_000;
    public static final int MAX_ELEMENTS = 100_000;
    public static final long MAX_MEMORY = 128L << 20;

    /** Characters that words are given: a bound of the manifest, where one text may stand many times. */
    public static final long MAX_SAID = 8L << 20;

    /** As a power of two: with all steps they take about a second. */
    private static final int COMPARISONS_A_STEP = 10;

    /** Of a number, roughly. */
    private static final int BYTES_A_STEP = 16;

    private static final int BYTES_AN_ELEMENT = 8;
    private static final int BYTES_AN_ENTRY = 64;

    /** Ends the whole evaluation. */
    static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1;

        Exhausted(String message) {
            super(message, null, false, false);
        }
    }

    private final LongSupplier nanoTime;
    private final long deadline;
    private long left = MAX_STEPS;
    private long memory = MAX_MEMORY;
    private long said = MAX_SAID;
    private int depth;

    /** @param nanoTime a clock of nanoseconds from any origin */
    public Fuel(LongSupplier nanoTime, Duration limit) {
        this.nanoTime = nanoTime;
        this.deadline = nanoTime.getAsLong() + limit.toNanos();
    }

    void step() {
        left--;
        if (left < 0) throw new Exhausted("the script does not come to an end: more than " + MAX_STEPS + " steps");
        if ((left & 127) == 0) checkTime();
    }

    private void checkTime() {
        if (nanoTime.getAsLong() - deadline > 0) throw new Exhausted("the script takes too long");
    }

    /** Charges a new value by its size. */
    String text(String made) {
        if (made.length() > MAX_TEXT) throw new Exhausted("a text is longer than " + MAX_TEXT + " characters");
        hold(2L * made.length());
        return made;
    }

    /** Charges looking for one text in another by the comparisons that may take: the JDK makes them all. */
    void search(String in, String wanted) {
        long comparisons = (long) in.length() * Math.max(1, wanted.length());
        left -= comparisons >> COMPARISONS_A_STEP;
        if (comparisons > 1 << 20) checkTime();
        step();
    }

    /** Charges looking at each of so many values. */
    void look(int count) {
        left -= count;
        if (count > 1000) checkTime();
        step();
    }

    /** Charges a new list. */
    void elements(int count) {
        if (count > MAX_ELEMENTS) throw new Exhausted("a list has more than " + MAX_ELEMENTS + " elements");
        hold((long) BYTES_AN_ELEMENT * count);
    }

    /** Charges a new map. */
    void entries(int count) {
        if (count > MAX_ELEMENTS) throw new Exhausted("named values are more than " + MAX_ELEMENTS);
        hold((long) BYTES_AN_ENTRY * count);
    }

    private void hold(long bytes) {
        left -= bytes / (4 * BYTES_AN_ENTRY);
        memory -= bytes + BYTES_A_STEP;
        if (memory < 0) throw new Exhausted("the script makes more than " + (MAX_MEMORY >> 20) + " mb of values");
        if (bytes > 1 << 16) checkTime();
        step();
    }

    /** Charges what a word is given. */
    void say(Object value) {
        if (!(value instanceof String)) return;
        said -= ((String) value).length();
        if (said < 0) throw new Exhausted("the script says more than " + MAX_SAID + " characters");
    }

    void enter() {
        if (++depth > MAX_DEPTH) throw new Exhausted("calls are nested deeper than " + MAX_DEPTH);
        hold(BYTES_AN_ENTRY);
    }

    void leave() {
        depth--;
    }
}
