/**
 * Runs the examples as users run them: the real launcher in processes of its own, seen from outside. Depends on the JDK and
 * on Jackson for reading answers; on nothing of Caravan.
 */
package dev.caravan.examples;
