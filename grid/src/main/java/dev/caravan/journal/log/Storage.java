package dev.caravan.journal.log;

import java.io.Closeable;
import java.util.List;
import java.util.Optional;

/**
 * What a member must not forget: its term and vote, the log, and the newest snapshot. Used by one thread, but for snapshots,
 * which another one may write and read. Every method may throw a {@link StorageException}; after one, nothing works any more.
 */
public interface Storage extends Closeable {
    /** The highest term that this member knows. */
    long term();

    /** Whom it voted for in that term. */
    Optional<String> vote();

    /** Keeps a term and a vote; durable on return. */
    void promise(long term, Optional<String> vote);

    /** The last entry that the snapshot holds; 0 without a snapshot. */
    long snapshotIndex();

    /** The term of that entry. */
    long snapshotTerm();

    /** The first entry that the log holds, or would. */
    long firstIndex();

    /** The last entry that the log holds; {@code firstIndex() - 1} if it is empty. */
    long lastIndex();

    /** The term of an entry, also of the one before the first; -1 if the log does not know. */
    long termOf(long index);

    /** Entries from an index on: at least one if there is one, whatever its size. */
    List<Entry> entries(long from, int maxEntries, int maxBytes);

    /** Adds entries after the last; durable only after {@link #sync}. */
    void append(List<Entry> entries);

    /** Makes everything appended durable; quick if nothing was. */
    void sync();

    /** Drops an entry and all later ones; durable on return. */
    void truncateFrom(long index);

    /** Begins a snapshot of everything up to an entry. */
    SnapshotWriter startSnapshot(long index, long term);

    /** The newest snapshot that was committed. */
    Optional<Snapshot> snapshot();

    /** Lets go of entries up to an index, as far as that is cheap, and never beyond the snapshot. */
    void compact(long throughIndex);

    /** Drops all entries: the log begins anew after a snapshot that was committed. */
    void reset(long index, long term);
}
