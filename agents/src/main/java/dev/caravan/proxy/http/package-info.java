/**
 * The ingress: HTTP requests are routed to services and functions; requests for a function wait here until a pod has room
 * for them. Depends on {@code table}, {@code net}, {@code link} and the store's signals.
 */
package dev.caravan.proxy.http;
