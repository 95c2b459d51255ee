/**
 * Seals and opens secret values. Depends only on {@code model}.
 */
package dev.caravan.secret;
