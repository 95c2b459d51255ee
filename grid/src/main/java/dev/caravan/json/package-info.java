/**
 * The JSON form of the model: what the API speaks, the journal keeps and the grid shows.
 * Depends on the model and Jackson.
 */
package dev.caravan.json;
