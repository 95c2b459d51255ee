package dev.caravan.script.eval;

import java.time.Duration;
import java.util.function.LongSupplier;

/** What an evaluation may use: steps, size of values, depth of calls and time. Running out ends the evaluation. */
public final class Fuel {
    public static final long MAX_STEPS = 2_000_000;
    public static final int MAX_DEPTH = 64;
    public static final int MAX_TEXT = 1_000_000;
    public static final int MAX_ELEMENTS = 100_000;

    /** As a power of two: with all steps they take about a second. */
    private static final int COMPARISONS_A_STEP = 10;

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
    private int depth;

    /** @param nanoTime as {@link System#nanoTime()} */
    public Fuel(LongSupplier nanoTime, Duration limit) {
        this.nanoTime = nanoTime;
        this.deadline = nanoTime.getAsLong() + limit.toNanos();
    }

    void step() {
        left--;
        if (left < 0) throw new Exhausted("the script does not come to an end: more than " + MAX_STEPS + " steps");
        if ((left & 1023) == 0 && nanoTime.getAsLong() - deadline > 0) {
            throw new Exhausted("the script takes too long");
        }
    }

    /** Charges a new value by its size. */
    String text(String made) {
        if (made.length() > MAX_TEXT) throw new Exhausted("a text is longer than " + MAX_TEXT + " characters");
        charge(made.length());
        return made;
    }

    /** Charges looking for one text in another by the comparisons that may take: the JDK makes them all. */
    void search(String in, String wanted) {
        left -= (long) in.length() * wanted.length() >> COMPARISONS_A_STEP;
        step();
    }

    void elements(int count) {
        if (count > MAX_ELEMENTS) throw new Exhausted("a list has more than " + MAX_ELEMENTS + " elements");
        charge(count);
    }

    private void charge(int size) {
        left -= size / 16;
        step();
    }

    void enter() {
        if (++depth > MAX_DEPTH) throw new Exhausted("calls are nested deeper than " + MAX_DEPTH);
    }

    void leave() {
        depth--;
    }
}
