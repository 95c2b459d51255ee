package dev.caravan.journal.raft;

import dev.caravan.journal.log.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** One snapshot on its way to one member: the next piece goes out when the last one has arrived. */
final class SnapshotSending {
    static final int PIECE_BYTES = 256 << 10;

    final long index;
    final long term;
    private final InputStream in;
    private long offset;
    private byte[] piece;
    private boolean last;

    SnapshotSending(Snapshot snapshot) {
        index = snapshot.index();
        term = snapshot.term();
        in = snapshot.open();
        readPiece();
    }

    Message.Install piece(long leaderTerm) {
        return new Message.Install(leaderTerm, index, term, offset, piece, last);
    }

    /**
     * Takes note of what has arrived.
     *
     * @return whether there is another piece to send; false also if this answer is of an earlier one
     */
    boolean arrived(long upTo) {
        if (upTo != offset + piece.length || last) return false;
        offset = upTo;
        readPiece();
        return true;
    }

    boolean isAheadOf(long arrived) {
        return arrived < offset;
    }

    boolean isDone(long upTo) {
        return last && upTo == offset + piece.length;
    }

    private void readPiece() {
        try {
            byte[] buffer = new byte[PIECE_BYTES];
            int read = in.readNBytes(buffer, 0, PIECE_BYTES);
            piece = read == PIECE_BYTES ? buffer : Arrays.copyOf(buffer, read);
            last = read < PIECE_BYTES;
        } catch (IOException e) {
            throw new UncheckedIOException("the snapshot of index " + index + " cannot be read", e);
        }
    }

    void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the snapshot of index " + index + " cannot be closed", e);
        }
    }
}
