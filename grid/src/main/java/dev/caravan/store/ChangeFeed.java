package dev.caravan.store;

import java.util.List;
import java.util.function.Consumer;

/** The ordered, gap-free history of the last revisions, as the API's watches need it. Thread-safe. */
public interface ChangeFeed {
    /**
     * Hands over every event after a revision, in order, each commit's events together; first what already happened.
     * The callback runs on the feed's thread and must not block.
     *
     * @throws TooOldException when the feed no longer goes back to that revision
     */
    default Subscription follow(long afterRevision, Consumer<List<WatchEvent>> receiver) {
        return follow(afterRevision, receiver, () -> {});
    }

    /**
     * As above.
     *
     * @param dropped is called at most once, when nothing more will come though the subscription was not closed: the receiver
     *     threw, or revisions were skipped. Whoever needs more lists again and follows anew
     */
    Subscription follow(long afterRevision, Consumer<List<WatchEvent>> receiver, Runnable dropped);

    /** The oldest revision that {@link #follow} can go on from. */
    long oldest();

    /** A revision that the feed has forgotten: list again and follow from there. */
    final class TooOldException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public TooOldException(long asked, long oldest) {
            super("revision " + asked + " is too old to watch from; the oldest is " + oldest, null, false, false);
        }
    }
}
