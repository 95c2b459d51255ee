package dev.caravan.journal.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Up to which entry the log was synced, noted after each sync without a sync of its own. It tells a torn tail, which nobody
 * was promised, from damage to what was promised: after the process died it is exact, after a power failure perhaps older,
 * never too high.
 */
final class SyncedMark implements AutoCloseable {
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(16);
    private long index;

    SyncedMark(Path directory) throws IOException {
        channel = FileChannel.open(
                directory.resolve("synced"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        int read = channel.read(buffer, 0);
        // Two copies, one of them inverted: half of a write is no mark.
        boolean whole = read == 16 && buffer.getLong(0) == ~buffer.getLong(8);
        index = whole ? buffer.getLong(0) : 0;
    }

    long index() {
        return index;
    }

    void set(long synced) throws IOException {
        if (synced == index) return;
        index = synced;
        buffer.clear();
        buffer.putLong(synced).putLong(~synced).flip();
        channel.write(buffer, 0);
    }

    /** {@link #set} for a mark that goes back: it must be durable before what it no longer speaks of is gone. */
    void lower(long synced) throws IOException {
        if (synced >= index) return;
        set(synced);
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
