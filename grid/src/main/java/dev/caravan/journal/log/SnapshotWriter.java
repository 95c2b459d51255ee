package dev.caravan.journal.log;

import java.io.OutputStream;

public abstract class SnapshotWriter extends OutputStream {
    public abstract void commit();

    @Override
    public abstract void close();
}
