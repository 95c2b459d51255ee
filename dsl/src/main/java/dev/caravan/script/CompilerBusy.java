package dev.caravan.script;

/** A script that was not compiled because others take too long; it may be tried again. */
public final class CompilerBusy extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CompilerBusy(String message) {
        super(message);
    }
}
