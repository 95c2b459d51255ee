package dev.caravan.store;

/**
 * The answer to a committed batch.
 *
 * @param revision the store's revision after it; objects that it put carry this as their resourceVersion
 * @param changed how many objects it changed; 0 when it found everything as wanted
 */
public record Commit(long revision, int changed) {}
