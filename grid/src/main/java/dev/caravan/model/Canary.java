package dev.caravan.model;

import java.util.Objects;

/**
 * Another template that a service's pods are tried with, beside those of its own.
 *
 * @param percent how much of the service's traffic the tried pods get, and how many of its pods they are; 1..100
 */
public record Canary(PodTemplate template, int percent) {
    public Canary {
        Objects.requireNonNull(template, "template");
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("percent must be 1..100, was " + percent);
        }
    }

    /** How many of a number of pods are canaries: at least one, if there is any pod. */
    public int podsOf(int replicas) {
        return Math.min(replicas, Math.max(1, (replicas * percent + 99) / 100));
    }
}
