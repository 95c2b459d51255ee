/**
 * Runs plain processes in place of containers, for machines without Docker and for the first minute with Caravan. Depends
 * on the engine contract and the model.
 */
package dev.caravan.engine.process;
