package dev.caravan.grid;

import dev.caravan.model.Resource;
import java.util.concurrent.ConcurrentHashMap;

/** Objects as they were last read from JSON, so that reading the same version again costs nothing. */
final class DecodedObjects {
    /** Objects kept; when more were seen, all are forgotten. */
    private static final int MAX_OBJECTS = 20_000;

    private final ConcurrentHashMap<String, Resource> known = new ConcurrentHashMap<>();

    Resource of(ProjectedObject object) {
        String key = object.kind() + "/" + object.namespace() + "/" + object.name();
        Resource last = known.get(key);
        if (last != null && last.metadata().resourceVersion() == object.resourceVersion()) return last;
        Resource read = object.resource();
        if (known.size() >= MAX_OBJECTS) known.clear();
        known.put(key, read);
        return read;
    }
}
