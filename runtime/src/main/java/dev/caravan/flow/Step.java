package dev.caravan.flow;

import java.util.concurrent.CompletionStage;

/** What an endpoint such as {@code reconcile:service} does to a pass. */
@FunctionalInterface
interface Step {
    /** Completes when the next step may run; a failure ends the pass. */
    CompletionStage<?> apply(Pass pass);
}
