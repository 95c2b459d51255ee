/**
 * The API: HTTP and JSON over the store, with a token from the first day. May use everything but the flow, the command
 * line and the wiring.
 */
package dev.caravan.server;
