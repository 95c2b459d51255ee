package dev.caravan.script.eval;

/** An amount of processor, in thousandths of a core. */
public record Cpu(long millis) {}
