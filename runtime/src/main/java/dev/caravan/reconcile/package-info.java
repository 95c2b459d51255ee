/**
 * What has to change so that the cluster comes nearer to what is wanted: a snapshot and the time go in, changes come out.
 * Pure. May use the model, its JSON form and the store's value types.
 */
package dev.caravan.reconcile;
