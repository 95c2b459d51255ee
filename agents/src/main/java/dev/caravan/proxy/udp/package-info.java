/** Relays UDP datagrams to pods, by sessions. Depends on {@code table}, {@code net} and {@code link}. */
package dev.caravan.proxy.udp;
