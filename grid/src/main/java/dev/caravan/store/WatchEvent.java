package dev.caravan.store;

import dev.caravan.model.Resource;

/**
 * One step of the cluster's history.
 *
 * @param revision the commit that it is part of
 * @param resource the object after the change; for a deletion, as it last was
 */
public record WatchEvent(Type type, long revision, Resource resource) {
    /** What became of the object. */
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED
    }
}
