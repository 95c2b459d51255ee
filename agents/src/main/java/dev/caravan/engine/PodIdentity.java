package dev.caravan.engine;

import dev.caravan.model.Pod;
import java.util.Objects;

/** What an engine writes on everything it makes for a pod, so that an agent without memory knows its own again. */
public record PodIdentity(String namespace, String name, String uid, String app, String templateHash) {
    public PodIdentity {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(name, "name");
        if (uid == null || uid.isEmpty()) throw new IllegalArgumentException("pod " + name + " needs a uid");
        app = app == null ? "" : app;
        templateHash = templateHash == null ? "" : templateHash;
    }

    public static PodIdentity of(Pod pod) {
        return new PodIdentity(
                pod.metadata().namespace(),
                pod.metadata().name(),
                pod.metadata().uid(),
                pod.spec().app(),
                pod.spec().templateHash());
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
