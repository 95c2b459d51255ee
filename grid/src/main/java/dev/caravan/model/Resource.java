package dev.caravan.model;

/** Any object of the cluster. */
public sealed interface Resource
        permits App, Revision, Workload, Pod, Node, Event, Namespace, Quota, Config, Secret, Workflow, Definition, Run {
    Kind kind();

    Metadata metadata();

    /** The same object with other metadata. */
    Resource with(Metadata metadata);

    default ObjectKey key() {
        return new ObjectKey(kind(), metadata().namespace(), metadata().name());
    }

    /** The reference that an object owned by this one carries. */
    default OwnerReference reference() {
        return new OwnerReference(kind(), metadata().name(), metadata().uid());
    }
}
