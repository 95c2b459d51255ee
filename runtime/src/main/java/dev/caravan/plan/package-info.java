/**
 * What an apply would change: the wanted manifest against the last applied one and the live state, and where new pods would
 * go. Pure. May use the model, its JSON form, the store's value types, schedule and reconcile.
 */
package dev.caravan.plan;
