package dev.caravan.journal.log;

import java.util.Objects;

/**
 * One entry of the log.
 *
 * @param index its place, from 1, without gaps
 * @param term the leader's term that it was appended in
 * @param payload not copied: nobody changes it
 */
public record Entry(long index, long term, Type type, byte[] payload) {
    /** What an entry is for. The order is part of the written form. */
    public enum Type {
        COMMAND,
        MEMBERS,
        NOOP
    }

    public Entry {
        Objects.requireNonNull(payload, "payload");
        if (index < 1 || term < 1) throw new IllegalArgumentException("entry " + index + " of term " + term);
    }
}
