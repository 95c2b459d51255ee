package dev.caravan.journal.log;

import java.io.InputStream;

/** A committed snapshot. It can be read as long as a stream of it is open, even when a newer one has taken its place. */
public interface Snapshot {
    /** The last entry that it holds. */
    long index();

    /** The term of that entry. */
    long term();

    /** Its size in bytes. */
    long length();

    /** Reads it; the stream ends with an exception if the bytes are not those that were written. */
    InputStream open();
}
