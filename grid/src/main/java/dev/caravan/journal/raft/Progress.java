package dev.caravan.journal.raft;

/** How far one other member is, as its leader knows. Owned by the leader's turn. */
final class Progress {
    /** The next entry to send. */
    long next;

    /** Up to where it has the same entries as the leader, durably. */
    long match;

    /** How far it has applied them. */
    long applied;

    /** The highest commit index that it was told. */
    long toldCommit;

    long heardAt;
    long sentAt;

    /** Whether the common entry is still being looked for: one message at a time until it is found. */
    boolean probing = true;

    /** The snapshot that is on its way to it; null if none is. */
    SnapshotSending sending;

    Progress(long next, long now) {
        this.next = next;
        this.heardAt = now;
    }

    void matched(long index) {
        match = Math.max(match, index);
        next = Math.max(next, index + 1);
        probing = false;
    }

    void differs(long hint) {
        if (hint + 1 < match) return; // overtaken by a later answer
        long before = next;
        next = Math.max(match + 1, Math.min(next - 1, hint + 1));
        if (!probing || next != before) sentAt = 0; // ask again in this turn
        probing = true;
    }

    void stopSending() {
        if (sending != null) sending.close();
        sending = null;
    }
}
