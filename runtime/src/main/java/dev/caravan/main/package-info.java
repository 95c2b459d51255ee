/**
 * Wires the parts into processes: a whole cluster, a control-plane member, an agent, or offline. Nothing is decided here.
 * The only package that reads the wall clock and starts threads for others. May use everything.
 */
package dev.caravan.main;
