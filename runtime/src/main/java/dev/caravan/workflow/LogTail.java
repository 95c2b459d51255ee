package dev.caravan.workflow;

import dev.caravan.model.Pod;
import java.util.concurrent.CompletionStage;

/** Reads what a pod said last. Thread-safe; never blocks the caller. */
@FunctionalInterface
public interface LogTail {
    /** The last line that the pod's main container printed; empty if there is none. */
    CompletionStage<String> lastLine(Pod pod);
}
