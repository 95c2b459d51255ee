/**
 * The world outside of the cluster, as scripts name it: the Camel context of their endpoints, the connectors folder that its
 * components come from, and calls of functions. May use the model, the store, {@code script} (which says what an endpoint may be)
 * and {@code routes}.
 */
package dev.caravan.connect;
