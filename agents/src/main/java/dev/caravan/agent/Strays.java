package dev.caravan.agent;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Ends that were told of ids that no lane knew: a short program is over before its lane has heard how the engine named it.
 * When there are too many the oldest go, and the next look at the engine finds what they said. Thread-safe.
 */
final class Strays {
    static final int MOST = 1_000;

    /** Guards {@link #ids}. */
    private final Object lock = new Object();

    private final Set<String> ids = new LinkedHashSet<>();

    void add(String id) {
        synchronized (lock) {
            if (ids.size() >= MOST) ids.remove(ids.iterator().next());
            ids.add(id);
        }
    }

    /** Takes out those of the given ids that are among them. */
    Set<String> take(Set<String> wanted) {
        synchronized (lock) {
            if (ids.isEmpty()) return Set.of();
            Set<String> found = new LinkedHashSet<>(wanted);
            found.retainAll(ids);
            ids.removeAll(found);
            return found;
        }
    }
}
