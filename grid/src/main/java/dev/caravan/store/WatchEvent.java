package dev.caravan.store;

import dev.caravan.model.Resource;
import java.util.Optional;

/**
 * One step of the cluster's history.
 *
 * @param revision the commit that it is part of
 * @param resource the object after the change; for a deletion, as it last was
 * @param before the object before the change; empty if there was none
 */
public record WatchEvent(Type type, long revision, Resource resource, Optional<Resource> before) {
    /** What became of the object. */
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED
    }

    /**
     * What the step is for one who watches only what matches: an object that comes to match is added for him, one that no
     * longer does is deleted.
     */
    public Optional<Type> seenBy(Query query) {
        boolean was = type != Type.ADDED && before.map(query::matches).orElse(false);
        boolean is = type != Type.DELETED && query.matches(resource);
        if (was) return Optional.of(is ? Type.MODIFIED : Type.DELETED);
        return is ? Optional.of(Type.ADDED) : Optional.empty();
    }
}
