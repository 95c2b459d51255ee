package dev.caravan.store;

import dev.caravan.model.ObjectKey;
import dev.caravan.model.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.pcollections.TreePMap;

/** All objects at one revision. Immutable, and shares what it can with the views before and after it. */
public final class StateView {
    private static final String LAST = "\uffff";

    private final long revision;
    private final TreePMap<ObjectKey, Resource> objects;

    StateView(long revision, TreePMap<ObjectKey, Resource> objects) {
        this.revision = revision;
        this.objects = objects;
    }

    public long revision() {
        return revision;
    }

    public Optional<Resource> get(ObjectKey key) {
        return Optional.ofNullable(objects.get(key));
    }

    public Collection<Resource> all() {
        return objects.values();
    }

    /** Objects that match, in the order of their keys, as many as the page takes. */
    public Listing list(Query query, Page page) {
        ObjectKey from = page.from()
                .map(position -> position.key(query.kind()))
                .orElseGet(() -> new ObjectKey(query.kind(), query.namespace().orElse(""), "\u0000"));
        ObjectKey to = new ObjectKey(query.kind(), query.namespace().orElse(LAST), LAST);
        List<Resource> found = new ArrayList<>();
        if (from.compareTo(to) >= 0) return new Listing(found, revision);
        for (Resource resource : objects.subMap(from, false, to, true).values()) {
            if (!query.matches(resource)) continue;
            if (found.size() == page.limit()) {
                Resource last = found.get(found.size() - 1);
                Page.Position end = new Page.Position(
                        revision, last.metadata().namespace(), last.metadata().name());
                return new Listing(found, revision, Optional.of(end.token()));
            }
            found.add(resource);
        }
        return new Listing(found, revision);
    }
}
