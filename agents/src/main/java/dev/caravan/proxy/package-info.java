/**
 * The proxy of one node: opens ports and the ingress, and carries what enters there to pods wherever they run. This package
 * wires its subpackages; it depends on the model and the store's contract.
 */
package dev.caravan.proxy;
