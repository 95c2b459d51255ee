package dev.caravan.engine;

import dev.caravan.model.ContainerSpec;

/**
 * What shall be started.
 *
 * @param attempt how often this container was started before in this pod
 */
public record ContainerOrder(PodIdentity pod, ContainerSpec spec, int attempt) {
    public ContainerOrder {
        if (attempt < 0) throw new IllegalArgumentException("attempt of " + pod + " must be >= 0, was " + attempt);
    }

    /** The order as errors and logs name it. */
    @Override
    public String toString() {
        return "container " + spec.name() + " of pod " + pod;
    }
}
