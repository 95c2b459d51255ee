package dev.caravan.connect;

import dev.caravan.model.ObjectKey;
import java.util.concurrent.CompletionStage;

/** Calls functions from inside the cluster: a function at zero is woken, as by a request from outside. Thread-safe. */
@FunctionalInterface
public interface FunctionCalls {
    /**
     * Calls a function once; fails with a {@link CallFailed} if its answer is an error or there is none.
     *
     * @param key the same for repetitions of one call: the function gets it as the header {@code Idempotency-Key}
     * @return the answer's body, as far as it is kept
     */
    CompletionStage<String> call(ObjectKey function, byte[] body, String key);

    /** A call that did not succeed. */
    final class CallFailed extends RuntimeException {
        private static final long serialVersionUID = 1;

        CallFailed(String message) {
            super(message, null, false, false);
        }
    }
}
