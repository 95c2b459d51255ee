/**
 * Compiles scripts of others in a process of its own, which has little memory and little time, and may die. Depends on the
 * compiler and on JSON.
 */
package dev.caravan.script.worker;
