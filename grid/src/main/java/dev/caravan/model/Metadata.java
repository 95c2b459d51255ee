package dev.caravan.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What every object has. The store sets {@code resourceVersion} (the revision of the object's last change, 0 before the
 * first commit); the writer sets {@code uid} and {@code creationTimestamp}, so that the state machine needs no clock.
 */
public record Metadata(
        String namespace,
        String name,
        String uid,
        Map<String, String> labels,
        Map<String, String> annotations,
        long resourceVersion,
        Instant creationTimestamp,
        List<OwnerReference> ownerReferences) {
    public Metadata {
        namespace = Copies.text(namespace);
        Objects.requireNonNull(name, "name");
        uid = Copies.text(uid);
        labels = Copies.map(labels);
        annotations = Copies.map(annotations);
        if (resourceVersion < 0) {
            throw new IllegalArgumentException("resourceVersion of " + name + " must be >= 0, was " + resourceVersion);
        }
        creationTimestamp = creationTimestamp == null ? Instant.EPOCH : creationTimestamp;
        ownerReferences = Copies.list(ownerReferences);
    }

    /** Metadata of an object that is about to be created. */
    public static Metadata create(String namespace, String name, String uid, Instant now) {
        return new Metadata(namespace, name, uid, Map.of(), Map.of(), 0, now, List.of());
    }

    public Metadata at(long version) {
        return new Metadata(namespace, name, uid, labels, annotations, version, creationTimestamp, ownerReferences);
    }

    public Metadata labelled(Map<String, String> newLabels) {
        return new Metadata(
                namespace, name, uid, newLabels, annotations, resourceVersion, creationTimestamp, ownerReferences);
    }

    public Metadata annotated(Map<String, String> newAnnotations) {
        return new Metadata(
                namespace, name, uid, labels, newAnnotations, resourceVersion, creationTimestamp, ownerReferences);
    }

    public Metadata disownedBy(OwnerReference owner) {
        List<OwnerReference> others =
                ownerReferences.stream().filter(o -> !o.equals(owner)).toList();
        return new Metadata(namespace, name, uid, labels, annotations, resourceVersion, creationTimestamp, others);
    }

    public Metadata ownedBy(OwnerReference owner) {
        return new Metadata(
                namespace, name, uid, labels, annotations, resourceVersion, creationTimestamp, List.of(owner));
    }
}
