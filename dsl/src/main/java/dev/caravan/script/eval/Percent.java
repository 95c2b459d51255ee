package dev.caravan.script.eval;

/** Hundredths, as {@code 70.percent}. */
public record Percent(int value) {}
