/**
 * Runs of workflows: the journaled step machine, pure, and what it does to the world outside. May use the model, its JSON
 * form, the store's value types and reconcile.
 */
package dev.caravan.workflow;
