/**
 * The grid that everybody reads: the journal's projection on Hazelcast, the signals that only the grid holds, and who is a
 * member. May use the store's contract and the journal; the only package that knows Hazelcast.
 */
package dev.caravan.grid;
