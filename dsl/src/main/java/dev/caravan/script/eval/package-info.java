/**
 * Reads a script: guards and parses its text, checks its tree, and evaluates the tree itself, without ever making a
 * class of it. Depends on Groovy's parser and tree; knows no word of the language, only how words are declared.
 */
package dev.caravan.script.eval;
