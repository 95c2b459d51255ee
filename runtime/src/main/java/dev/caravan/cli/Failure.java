package dev.caravan.cli;

/** A command that ends with an exit code and one clear text for the user. */
public final class Failure extends RuntimeException {
    /** It failed. */
    public static final int FAILED = 1;

    /** Wrong usage. */
    public static final int USAGE = 2;

    /** The server cannot be reached, or does not know the caller. */
    public static final int UNREACHABLE = 3;

    /** {@code --timeout} was reached. */
    public static final int TIMED_OUT = 4;

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    public Failure(int exitCode, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    /** What to print: a script's errors stand alone, so that editors find file, line and column. */
    public String text() {
        return getMessage().contains("\n") ? getMessage() : "caravan: " + getMessage();
    }

    public int exitCode() {
        return exitCode;
    }
}
