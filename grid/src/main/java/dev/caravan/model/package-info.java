/**
 * The nouns of a cluster as immutable records: what users describe, what the driver decides, what agents report.
 * Depends on nothing but the JDK.
 */
package dev.caravan.model;
