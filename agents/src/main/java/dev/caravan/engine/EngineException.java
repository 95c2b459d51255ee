package dev.caravan.engine;

/** An engine did not do what was asked. The message names the action, the object and the engine's own words. */
public class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why; the name of a constant is the word that pods show. */
    public enum Reason {
        IMAGE_PULL_FAILED("ImagePullFailed"),
        /** The container has no form that this engine runs. */
        UNSUPPORTED("NotRunnableHere"),
        /** The sandbox to join does not run. */
        SANDBOX_LOST("SandboxLost"),
        NOT_FOUND("NotFound"),
        /** The engine refused, such as a program that is not in the image. */
        REFUSED("StartFailed"),
        /** A secret that the container uses is not there. */
        SECRET_MISSING("SecretMissing"),
        /** No answer, or none in time: try again. */
        UNAVAILABLE("EngineUnavailable");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        /** The word in a pod's status, such as {@code ImagePullFailed}. */
        public String word() {
            return word;
        }
    }

    private final Reason reason;

    public EngineException(Reason reason, String message) {
        this(reason, message, null);
    }

    public EngineException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
