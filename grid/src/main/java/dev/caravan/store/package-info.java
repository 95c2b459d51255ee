/**
 * The contract of the cluster's state (get, list, watch, compare-and-set, batch), the deterministic state machine behind
 * it, and a twin that lives in memory. Depends on the model and its JSON form.
 */
package dev.caravan.store;
