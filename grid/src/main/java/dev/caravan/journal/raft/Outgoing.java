package dev.caravan.journal.raft;

/** A message and the name of the member that it is for. */
public record Outgoing(String to, Message message) {}
