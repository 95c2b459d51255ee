/**
 * Brings one node to the pods that are bound to it: looks at the engine, advances each pod step by step, probes, and
 * reports what it sees. Depends on the store, the engine contract and the model.
 */
package dev.caravan.agent;
