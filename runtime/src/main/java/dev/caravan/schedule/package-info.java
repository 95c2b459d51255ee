/**
 * Where pods go: filters that explain their refusals, scorers, and the batch placement over both. Pure.
 * May use the model only.
 */
package dev.caravan.schedule;
