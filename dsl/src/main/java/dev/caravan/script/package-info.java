/**
 * Script text to manifest or diagnostics, without side effects. Depends on the model, on JSON for hashes, and on Groovy,
 * of which nothing is visible outside.
 */
package dev.caravan.script;
