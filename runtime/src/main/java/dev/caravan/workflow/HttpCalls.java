package dev.caravan.workflow;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Calls HTTP servers. Thread-safe; never blocks the caller. */
@FunctionalInterface
public interface HttpCalls {
    /**
     * One request, perhaps a repeated one: its header {@code Idempotency-Key} is the same then.
     *
     * @return the answer's body, cut at a bound; fails for any status but 200 to 299, and when there is no answer
     */
    CompletionStage<String> call(String method, String url, String body, Map<String, String> headers);
}
