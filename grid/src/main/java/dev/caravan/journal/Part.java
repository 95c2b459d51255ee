package dev.caravan.journal;

import dev.caravan.journal.raft.Member;
import dev.caravan.journal.raft.Message;
import java.util.List;

/** What one frame between two members may carry. */
sealed interface Part {
    /** A word of the agreement on the log. */
    record Agreement(Message message) implements Part {}

    /** Commands that a member asks the leader to append. */
    record Proposals(List<byte[]> commands) implements Part {}

    /** The leader has no room for a command now. */
    record TooBusy(String opId) implements Part {}

    /**
     * A member presents itself to those that it was told to join.
     *
     * @param fresh whether it belongs to no quorum yet
     * @param quorum how many members it was told to wait for before a new quorum is founded
     * @param seen names of fresh members that it has heard from, itself among them
     */
    record Hello(Member member, boolean fresh, int quorum, List<String> seen) implements Part {
        public Hello {
            seen = List.copyOf(seen);
        }
    }

    /** A member asks the leader to add or remove one. */
    record MemberChange(boolean add, String name) implements Part {}

    /** The answer to one who is no member of the sender's quorum: {@code known} is the name's id there, or empty. */
    record NotMember(String known) implements Part {}
}
