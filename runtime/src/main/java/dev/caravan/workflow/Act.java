package dev.caravan.workflow;

import dev.caravan.model.Step;
import dev.caravan.model.StepStatus;

/** What one kind of action does to a pass. Each call reads and writes the pass alone, and is safe to repeat. */
interface Act {
    /** Begins an attempt, whose entry is in the journal of this pass already. May end it at once. */
    void begin(Progress run, Step step, StepStatus status);

    /** Looks at an attempt that was begun; may end it, or say what it waits for. */
    void look(Progress run, Step step, StepStatus status);

    /** Gives up an attempt. */
    default void abort(Progress run, Step step, StepStatus status) {}

    /** Whether nothing of an attempt that was given up is under way any more. */
    default boolean isOver(Progress run, Step step, StepStatus status) {
        return true;
    }
}
