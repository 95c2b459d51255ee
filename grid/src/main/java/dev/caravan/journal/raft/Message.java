package dev.caravan.journal.raft;

import dev.caravan.journal.log.Entry;
import java.util.List;

/** What members say to each other. Messages may be lost, repeated and overtaken. */
public sealed interface Message {
    /** The sender's term; of a trial vote, the term that it is about. */
    long term();

    /**
     * A candidate asks for a vote.
     *
     * @param trial asks only whether a vote would be given; nobody's term changes
     * @param handover whether the leader itself asked the candidate to take over
     */
    record AskVote(long term, long lastIndex, long lastTerm, boolean trial, boolean handover) implements Message {}

    /** The answer to {@link AskVote}. */
    record Vote(long term, boolean granted, boolean trial) implements Message {}

    /**
     * Entries that follow the one at {@code previousIndex}; without any, a sign of life.
     *
     * @param commit the leader's commit index
     */
    record Append(long term, long previousIndex, long previousTerm, List<Entry> entries, long commit)
            implements Message {
        public Append {
            entries = List.copyOf(entries);
        }
    }

    /**
     * The answer to {@link Append}.
     *
     * @param index if matched, up to where sender and leader now have the same, durably; otherwise where the leader should
     *     look for a common entry
     * @param applied how far the sender has applied the log
     */
    record Appended(long term, boolean matched, long index, long applied) implements Message {}

    /** A piece of the leader's snapshot, for one that needs entries which the leader no longer has. */
    record Install(long term, long index, long snapshotTerm, long offset, byte[] chunk, boolean last)
            implements Message {}

    /** Up to where of the snapshot for {@code index} everything has arrived. */
    record Installed(long term, long index, long offset) implements Message {}

    /** The leader asks a member to become leader in its place. */
    record TakeOver(long term) implements Message {}
}
