package dev.caravan.script.eval;

/**
 * A value that a word gives and that can be asked further: each public method that the class declares and that is no
 * accessor can be called on it, as {@code below} in {@code metric('http_error_ratio').below(0.01)}. Confined to the
 * compiling thread.
 */
public interface Phrase {}
