/**
 * The Camel side: one real route a live shape, the components that its steps name, and the dispatcher that runs each
 * workload's row through its route, one pass at a time. The only way to placement and to pods. May use everything below.
 */
package dev.caravan.flow;
