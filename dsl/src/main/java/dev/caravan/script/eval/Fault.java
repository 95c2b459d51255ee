package dev.caravan.script.eval;

/** A mistake in the script, at its place. A silent one follows from another that was told already. */
public final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A message that quotes the script may be as long as the script. */
    private static final int MAX_MESSAGE = 500;

    private final transient Spot spot;
    private final boolean silent;

    private Fault(Spot spot, String message, boolean silent) {
        super(message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) + "…" : message, null, false, false);
        this.spot = spot;
        this.silent = silent;
    }

    public static Fault at(Spot spot, String message) {
        return new Fault(spot, message, false);
    }

    /** Ends the statement without a further message. */
    public static Fault silent() {
        return new Fault(Spot.START, "", true);
    }

    public Spot spot() {
        return spot;
    }

    boolean isSilent() {
        return silent;
    }
}
