package dev.caravan.workflow;

/** A value of the script that this run does not have. */
final class NoValue extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoValue(String message) {
        super(message, null, false, false);
    }
}
