/**
 * The durable log of the cluster's commands, replicated on JGroups raft, and the state machine that they drive.
 * May use the store's contract and the JSON form; the only package that knows JGroups.
 */
package dev.caravan.journal;
