/**
 * Connections to pods, wherever they run: straight to a pod of this node, through the owning agent's link to any other; and
 * the link itself, on which other services of an agent can ride. Depends on {@code table} and {@code net}.
 */
package dev.caravan.proxy.link;
