package dev.caravan.simulate;

import dev.caravan.workflow.HttpCalls;
import dev.caravan.workflow.LogTail;
import java.util.concurrent.CompletableFuture;

/** The world outside of a simulated cluster: it takes everything and says nothing. */
final class Nowhere {
    private Nowhere() {}

    static HttpCalls http() {
        return (method, url, body, headers) -> CompletableFuture.completedFuture("");
    }

    static LogTail logs() {
        return pod -> CompletableFuture.completedFuture("");
    }
}
