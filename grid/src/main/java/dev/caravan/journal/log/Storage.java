package dev.caravan.journal.log;

import java.io.Closeable;
import java.util.List;
import java.util.Optional;

public interface Storage extends Closeable {
    long term();

    Optional<String> vote();

    void promise(long term, Optional<String> vote);

    long snapshotIndex();

    long snapshotTerm();

    long firstIndex();

    long lastIndex();

    long termOf(long index);

    List<Entry> entries(long from, int maxEntries, int maxBytes);

    void append(List<Entry> entries);

    void sync();

    void truncateFrom(long index);

    SnapshotWriter startSnapshot(long index, long term);

    Optional<Snapshot> snapshot();

    void compact(long throughIndex);

    void reset(long index, long term);
}
