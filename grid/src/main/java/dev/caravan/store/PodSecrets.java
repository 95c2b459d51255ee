package dev.caravan.store;

import dev.caravan.model.ObjectKey;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Gives agents the values of the secrets that their pods use. */
@FunctionalInterface
public interface PodSecrets {
    /**
     * The values of a container's secret variables, by variable. Fails with a {@link StoreException}: {@code INVALID} says
     * which secret or value is not there, or that the pod is not the node's; {@code UNAVAILABLE} to try again.
     *
     * @param node who asks: the node that the pod is bound to
     */
    CompletionStage<Map<String, String>> of(String node, ObjectKey pod, String container);
}
