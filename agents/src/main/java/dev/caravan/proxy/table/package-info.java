/**
 * Where traffic can go: the immutable table of endpoints and ingress routes, and the keeper that follows the cluster's
 * state with it. Depends on the model and the store's contract.
 */
package dev.caravan.proxy.table;
