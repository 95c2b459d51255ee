package dev.caravan.journal.log;

import java.io.OutputStream;

/** A snapshot in the making. Closed without {@link #commit}, it leaves nothing behind. */
public abstract class SnapshotWriter extends OutputStream {
    /** Makes it durable, and the newest unless a newer one was committed meanwhile. */
    public abstract void commit();

    @Override
    public abstract void close();
}
