package dev.caravan.store;

import dev.caravan.model.App;
import dev.caravan.model.Goal;
import dev.caravan.model.Kind;
import dev.caravan.model.Metadata;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Resource;
import dev.caravan.model.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What it takes to delete an object: the changes of one batch, at the versions that were read. What runs is asked to stop and
 * goes when it has; everything else goes in that one batch.
 */
public final class Deletion {
    /** What becomes of what the object owns. */
    public enum Propagation {
        /** It goes first, the object last. */
        FOREGROUND,
        /** The object goes at once; what runs of it follows. */
        BACKGROUND,
        /** It stays and belongs to nobody. */
        ORPHAN;

        /**
         * Reads a user's word.
         *
         * @throws IllegalArgumentException naming the words that there are
         */
        public static Propagation parse(String word) {
            for (Propagation one : values()) {
                if (one.name().toLowerCase(Locale.ROOT).equals(word)) return one;
            }
            throw new IllegalArgumentException(
                    "propagation should be foreground, background or orphan, was '" + word + "'");
        }
    }

    private final ClusterStore store;
    private final Map<ObjectKey, Change> changes = new LinkedHashMap<>();

    private Deletion(ClusterStore store) {
        this.store = store;
    }

    /** The changes that delete an object. */
    public static List<Change> of(ClusterStore store, Resource object, Propagation propagation) {
        Deletion deletion = new Deletion(store);
        switch (propagation) {
            case FOREGROUND -> deletion.end(object);
            case BACKGROUND -> {
                deletion.changes.put(object.key(), Change.delete(object));
                deletion.dependents(object).forEach(deletion::end);
            }
            case ORPHAN -> {
                deletion.changes.put(object.key(), Change.delete(object));
                deletion.dependents(object).forEach(dependent -> deletion.orphan(dependent, object));
            }
        }
        return List.copyOf(deletion.changes.values());
    }

    /** Whatever is in a namespace, and last the namespace, which goes when it is empty. */
    public static List<Change> ofNamespace(ClusterStore store, dev.caravan.model.Namespace namespace) {
        Deletion deletion = new Deletion(store);
        String name = namespace.metadata().name();
        for (Kind kind : Kind.values()) {
            if (!kind.isNamespaced() || kind == Kind.EVENT) continue;
            store.list(Query.of(kind).inNamespace(name)).items().forEach(deletion::end);
        }
        deletion.changes.put(namespace.key(), Change.update(namespace.removed()));
        return List.copyOf(deletion.changes.values());
    }

    /** Ends an object and all that it owns. */
    private void end(Resource object) {
        if (changes.containsKey(object.key())) return;
        changes.put(object.key(), ending(object));
        dependents(object).forEach(this::end);
    }

    private static Change ending(Resource object) {
        if (object instanceof Workload workload)
            return Change.update(workload.with(workload.spec().removed()));
        if (object instanceof Pod pod && pod.spec().node().isPresent()) return Change.update(pod.stopping());
        if (object instanceof App app) {
            App.Spec removed = new App.Spec(app.spec().revision(), app.spec().manifest(), Goal.REMOVED);
            return Change.update(new App(app.metadata(), removed));
        }
        return Change.delete(object);
    }

    private void orphan(Resource dependent, Resource owner) {
        Metadata metadata = dependent.metadata();
        changes.put(dependent.key(), Change.update(dependent.with(metadata.disownedBy(owner.reference()))));
    }

    /**
     * What names the object, by kind, name and uid, as its owner. A workload's pods belong to it by that alone: its row stops
     * them itself while it is there, so they are left to it.
     */
    private List<Resource> dependents(Resource owner) {
        List<Resource> found = new ArrayList<>();
        boolean isEndingItself = owner instanceof Workload && changes.get(owner.key()) instanceof Change.Put;
        for (Kind kind : Kind.values()) {
            if (!kind.isNamespaced() || kind == Kind.EVENT || (isEndingItself && kind == Kind.POD)) continue;
            Query query = Query.of(kind);
            if (owner.kind().isNamespaced())
                query = query.inNamespace(owner.metadata().namespace());
            store.list(query).items().stream()
                    .filter(r -> r.metadata().ownerReferences().contains(owner.reference()))
                    .forEach(found::add);
        }
        return found;
    }
}
