package dev.caravan.journal.raft;

import dev.caravan.journal.log.SnapshotWriter;
import dev.caravan.journal.log.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A leader's snapshot as it arrives, piece by piece. */
final class SnapshotReceiving {
    private final long index;
    private final SnapshotWriter writer;
    private long offset;

    SnapshotReceiving(Storage log, Message.Install first) {
        index = first.index();
        writer = log.startSnapshot(first.index(), first.snapshotTerm());
    }

    boolean isOf(Message.Install piece) {
        return piece.index() == index;
    }

    /** Takes a piece if it is the next one. */
    void take(Message.Install piece) {
        if (piece.offset() != offset) return;
        try {
            writer.write(piece.chunk());
        } catch (IOException e) {
            throw new UncheckedIOException("the snapshot of index " + index + " cannot be kept", e);
        }
        offset += piece.chunk().length;
    }

    long offset() {
        return offset;
    }

    void commit() {
        writer.commit();
    }

    void drop() {
        writer.close();
    }
}
