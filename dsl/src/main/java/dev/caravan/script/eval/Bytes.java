package dev.caravan.script.eval;

/** An amount of memory or storage, in bytes. */
public record Bytes(long count) {}
