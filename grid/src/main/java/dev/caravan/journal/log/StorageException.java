package dev.caravan.journal.log;

import java.io.IOException;

/** The disk failed, or does not hold what was written to it. Nothing can be promised after it. */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StorageException(String message) {
        super(message);
    }

    public StorageException(String action, IOException cause) {
        super(action + ": " + cause.getMessage(), cause);
    }
}
