/**
 * Manifest to shapes and the Camel routes that they are, and their printing. Depends on the model and on Camel's model
 * classes; starts nothing.
 */
package dev.caravan.routes;
