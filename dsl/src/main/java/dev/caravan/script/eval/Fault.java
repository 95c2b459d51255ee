package dev.caravan.script.eval;

/** A mistake in the script, at its place. A silent one follows from another that was told already. */
public final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Spot spot;
    private final boolean silent;

    private Fault(Spot spot, String message, boolean silent) {
        super(message, null, false, false);
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
