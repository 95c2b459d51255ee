package dev.caravan.secret;

import dev.caravan.model.Kind;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Secret;
import dev.caravan.model.Secret.Sealed;
import dev.caravan.model.SecretRef;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.PodSecrets;
import dev.caravan.store.StoreException;
import dev.caravan.store.StoreException.Reason;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Opens what a pod uses, for the node that the pod is bound to. That the asker is that node it is told, not shown: who is in the
 * grid is trusted. Thread-safe.
 */
public final class OpenedSecrets implements PodSecrets {
    private final ClusterStore store;
    private final SecretKeys keys;

    /** @param store one that has secrets: a journal member's own */
    public OpenedSecrets(ClusterStore store, SecretKeys keys) {
        this.store = store;
        this.keys = keys;
    }

    @Override
    public CompletionStage<Map<String, String>> of(String node, ObjectKey pod, String container) {
        try {
            return CompletableFuture.completedFuture(open(node, pod, container));
        } catch (IllegalStateException e) {
            return CompletableFuture.failedFuture(new StoreException(Reason.INVALID, e.getMessage()));
        } catch (StoreException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Map<String, String> open(String node, ObjectKey key, String container) {
        Pod pod = store.get(key, Pod.class)
                .filter(found -> found.spec().node().filter(node::equals).isPresent())
                .orElseThrow(() -> new StoreException(Reason.INVALID, key + " is not bound to node " + node));
        Map<String, String> values = new TreeMap<>();
        pod.spec().template().containers().stream()
                .filter(spec -> spec.name().equals(container))
                .forEach(spec ->
                        spec.secrets().forEach((variable, ref) -> values.put(variable, value(key.namespace(), ref))));
        return values;
    }

    private String value(String namespace, SecretRef ref) {
        Secret secret = store.get(new ObjectKey(Kind.SECRET, namespace, ref.secret()), Secret.class)
                .orElseThrow(() -> missing("there is no secret '" + ref.secret() + "'", ref));
        Sealed sealed = secret.spec().data().get(ref.key());
        if (sealed == null) throw missing("secret '" + ref.secret() + "' has no value '" + ref.key() + "'", ref);
        return keys.open(namespace, ref.secret(), ref.key(), sealed);
    }

    private static StoreException missing(String what, SecretRef ref) {
        return new StoreException(
                Reason.INVALID, what + ": 'caravan secret set " + ref.secret() + " " + ref.key() + "=…' sets it");
    }
}
