package dev.caravan.store;

/** A batch that was not applied. Nothing of it was. */
public class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** An object was not at the expected version: read again and decide again. */
        CONFLICT,
        /** Another driver has taken over. */
        STALE_TERM,
        /** A bind does not fit its node. */
        BIND_REFUSED,
        /** Too many requests are in flight: try again shortly. */
        TOO_BUSY,
        /** No quorum, no leader or no answer in time. Whether it was applied is not known: repeat it with its opId. */
        UNAVAILABLE,
        /** The version that a list was to go on from is no longer known: begin the list anew. */
        EXPIRED,
        /** A namespace would hold more than its quota allows. */
        QUOTA_EXCEEDED,
        /** The batch breaks a rule, such as a publish port that another workload holds. */
        INVALID
    }

    private final Reason reason;

    public StoreException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** What a failed stage says: the refusal itself, or {@link Reason#UNAVAILABLE} for anything else. */
    public static StoreException of(Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof StoreException) && cause.getCause() != null) cause = cause.getCause();
        return cause instanceof StoreException known
                ? known
                : new StoreException(Reason.UNAVAILABLE, "the store gave no answer: " + cause);
    }

    public Reason reason() {
        return reason;
    }
}
