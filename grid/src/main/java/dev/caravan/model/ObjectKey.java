package dev.caravan.model;

import java.util.Objects;

/** Names one object of the cluster: its kind, namespace (empty for nodes) and name. */
public record ObjectKey(Kind kind, String namespace, String name) implements Comparable<ObjectKey> {
    public ObjectKey {
        Objects.requireNonNull(kind, "kind");
        namespace = Copies.text(namespace);
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException("name of a " + kind.title() + " must not be empty");
        }
    }

    /** The key's form in grid maps: {@code namespace/name}, or the name alone for nodes. */
    public String path() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    /** The key's form for users: {@code service/web}. */
    public String display() {
        return kind.singular() + "/" + name;
    }

    @Override
    public int compareTo(ObjectKey other) {
        int byKind = kind.compareTo(other.kind);
        if (byKind != 0) return byKind;
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return namespace.isEmpty() ? display() : namespace + "/" + display();
    }
}
