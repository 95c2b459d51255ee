/**
 * The commands that speak HTTP to the API server. Started often, so they load little: picocli, Jackson's streaming core and
 * the JDK; no Groovy, Camel, Hazelcast or Vert.x.
 */
package dev.caravan.cli;
