/**
 * What runs containers: the contract that Docker and plain processes both keep, so that one agent logic serves them all.
 * Depends on the model.
 */
package dev.caravan.engine;
