/**
 * How members agree on one log: the Raft algorithm, as a machine without threads, clock or sockets. Depends only on
 * {@code journal.log}.
 */
package dev.caravan.journal.raft;
