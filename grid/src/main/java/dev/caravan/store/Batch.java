package dev.caravan.store;

import java.util.List;
import java.util.Objects;

/**
 * One transaction: all of its changes are applied, at one revision, or none.
 *
 * @param opId names the request, so that it can be repeated when its answer was lost
 * @param term the driver's term that the writer acts under; {@link #NO_TERM} for users and agents
 */
public record Batch(String opId, long term, List<Change> changes) {
    public static final long NO_TERM = 0;

    /** The most changes of a batch; the journal bounds a command's bytes besides. */
    public static final int MAX_CHANGES = 1_000_000;

    public Batch {
        Objects.requireNonNull(opId, "opId");
        changes = List.copyOf(changes);
        if (changes.size() > MAX_CHANGES) {
            throw new IllegalArgumentException(
                    "a batch has at most " + MAX_CHANGES + " changes, had " + changes.size());
        }
    }
}
