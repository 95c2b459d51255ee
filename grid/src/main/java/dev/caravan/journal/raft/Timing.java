package dev.caravan.journal.raft;

/**
 * How long members wait, in milliseconds.
 *
 * @param heartbeat between two signs of life of a leader
 * @param election after this much silence, at the earliest, a leader is taken for gone; the latest is twice as much. A
 *     leader that hears no majority for as long gives up
 * @param lost the longest that a member waits before it stands for election once its connection to the leader broke
 */
public record Timing(long heartbeat, long election, long lost) {
    /** For members on one machine or in one data centre. */
    public static final Timing DEFAULT = new Timing(75, 700, 80);

    public Timing {
        if (heartbeat < 1 || election < 2 * heartbeat || lost < 1) {
            throw new IllegalArgumentException("timing should have 1 <= 2 * heartbeat <= election, was " + heartbeat
                    + " and " + election + ", lost " + lost);
        }
    }
}
