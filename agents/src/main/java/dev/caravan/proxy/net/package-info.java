/**
 * The sockets' side of the proxy: event loops, the relay between two connections, and bounds. Depends on Netty alone.
 */
package dev.caravan.proxy.net;
