/**
 * Seals and opens secret values, and says who may have them. Depends on {@code model} and {@code store}.
 */
package dev.caravan.secret;
