package dev.caravan.server;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the API can do with the control plane itself. All but {@link #isStale} may block. */
public interface Administration {
    /** The cluster's health; with what a console needs to connect, if asked for. */
    ObjectNode status(boolean console);

    /** Whether reads may be old, because no leader is in reach. */
    boolean isStale();

    /**
     * Adds a server that presented itself, and waits until all agree.
     *
     * @throws IllegalArgumentException if that cannot be, saying why
     */
    void addMember(String name);

    /** Removes a server, and waits until all agree. */
    void removeMember(String name);
}
