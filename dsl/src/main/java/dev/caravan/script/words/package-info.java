/**
 * The words of the language: one class a block, one public method a word, and what they make of the model. Depends on
 * the model and on {@code script.eval}, which says how words are declared.
 */
package dev.caravan.script.words;
