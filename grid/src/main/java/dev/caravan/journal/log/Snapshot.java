package dev.caravan.journal.log;

import java.io.InputStream;

public interface Snapshot {
    long index();

    long term();

    long length();

    InputStream open();
}
