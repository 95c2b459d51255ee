package dev.caravan.store;

import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.PodStatus;
import dev.caravan.model.Resource;

/** One change within a {@link Batch}. */
public sealed interface Change {
    /** Any version, or none. */
    long ANY = -1;

    /** The object must not exist. */
    long ABSENT = 0;

    ObjectKey key();

    /**
     * Creates or replaces an object.
     *
     * @param expected the resourceVersion that it must have, {@link #ABSENT} or {@link #ANY}
     */
    record Put(Resource resource, long expected) implements Change {
        @Override
        public ObjectKey key() {
            return resource.key();
        }
    }

    /** Deletes an object; deleting what is not there is no fault unless a version is expected. */
    record Delete(ObjectKey key, long expected) implements Change {}

    /** Requires an object to be at a version without changing it. */
    record Require(ObjectKey key, long expected) implements Change {}

    /** An agent's word on a pod. Left out in silence if the pod is gone, is another (uid) or is bound elsewhere. */
    record ReportPod(ObjectKey key, String uid, String node, PodStatus status) implements Change {}

    /** What an agent's proxy publishes. Left out in silence if the node is gone. */
    record ReportNode(ObjectKey key, java.util.Map<String, String> published) implements Change {}

    /** Creates the object. */
    static Change create(Resource resource) {
        return new Put(resource, ABSENT);
    }

    /** Replaces the object if it is still as the given one was read. */
    static Change update(Resource resource) {
        return new Put(resource, resource.metadata().resourceVersion());
    }

    /** Deletes the object if it is still as the given one was read. */
    static Change delete(Resource resource) {
        return new Delete(resource.key(), resource.metadata().resourceVersion());
    }

    /** A node that registers itself: whatever was there before. */
    static Change register(Node node) {
        return new Put(node, ANY);
    }
}
