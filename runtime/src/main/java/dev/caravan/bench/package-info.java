/**
 * Measures a machine with Caravan's own parts. May use everything but {@code main}; nothing else depends on it.
 */
package dev.caravan.bench;
