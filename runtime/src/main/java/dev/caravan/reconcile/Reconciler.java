package dev.caravan.reconcile;

/** One step's judgement: reads the observation, adds to the changes. Safe to repeat on the same state. */
@FunctionalInterface
public interface Reconciler {
    void reconcile(Observation observed, Changes changes);
}
