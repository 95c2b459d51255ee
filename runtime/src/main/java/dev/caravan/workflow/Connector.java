package dev.caravan.workflow;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Sends messages to the world outside. Thread-safe; never blocks the caller. */
@FunctionalInterface
public interface Connector {
    /**
     * Sends one message, perhaps a repeated one: its header {@code Idempotency-Key} is the same then.
     *
     * @param uri of a Camel endpoint
     * @return the answer's body, empty text if there is none; fails when it is not known to be delivered
     */
    CompletionStage<String> send(String uri, String body, Map<String, String> headers);
}
