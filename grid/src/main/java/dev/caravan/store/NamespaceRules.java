package dev.caravan.store;

import dev.caravan.model.Goal;
import dev.caravan.model.Kind;
import dev.caravan.model.Names;
import dev.caravan.model.Namespace;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Resource;
import dev.caravan.store.StoreException.Reason;
import java.util.Map;
import java.util.Optional;

/** New objects come only into namespaces that are there and stay; {@code default} is always there. */
final class NamespaceRules {
    private NamespaceRules() {}

    static void check(Map<ObjectKey, Optional<Resource>> staged, StateView present) {
        staged.forEach((key, after) -> {
            if (key.equals(key(Names.DEFAULT_NAMESPACE))
                    && after.map(r -> isGoing((Namespace) r)).orElse(true)) {
                throw new StoreException(Reason.INVALID, "namespace default cannot be removed");
            }
            boolean comes = after.isPresent() && present.get(key).isEmpty();
            if (comes && key.kind().isNamespaced() && key.kind() != Kind.EVENT) check(key, staged, present);
        });
    }

    private static void check(ObjectKey key, Map<ObjectKey, Optional<Resource>> staged, StateView present) {
        ObjectKey namespace = key(key.namespace());
        Optional<Resource> found = staged.containsKey(namespace) ? staged.get(namespace) : present.get(namespace);
        if (found.isEmpty() && !key.namespace().equals(Names.DEFAULT_NAMESPACE)) {
            throw new StoreException(
                    Reason.INVALID, "namespace '" + key.namespace() + "' is not there, so " + key + " cannot be made");
        }
        if (found.isPresent() && isGoing((Namespace) found.get())) {
            throw new StoreException(
                    Reason.INVALID, "namespace " + key.namespace() + " is being removed: nothing can be made in it");
        }
    }

    private static boolean isGoing(Namespace namespace) {
        return namespace.spec().goal() == Goal.REMOVED;
    }

    private static ObjectKey key(String name) {
        return new ObjectKey(Kind.NAMESPACE, "", name.isEmpty() ? Names.DEFAULT_NAMESPACE : name);
    }
}
