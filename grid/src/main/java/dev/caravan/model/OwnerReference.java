package dev.caravan.model;

/** Points from an object to the one that it belongs to and is deleted with. */
public record OwnerReference(Kind kind, String name, String uid) {}
