/** Relays TCP connections to pods. Depends on {@code table}, {@code net} and {@code link}. */
package dev.caravan.proxy.tcp;
