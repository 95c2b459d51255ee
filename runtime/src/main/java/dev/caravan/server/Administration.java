package dev.caravan.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** What the API can do with the control plane itself. All but {@link #isStale} may block. */
public interface Administration {
    /** The cluster's health; with what a console needs to connect, if asked for. */
    ObjectNode status(boolean console);

    /**
     * Asks the grid in SQL.
     *
     * @return {@code columns}, {@code rows}, and whether the rows were {@code cut}; empty without the optional SQL part
     * @throws IllegalArgumentException if the statement cannot be run, saying why
     */
    Optional<ObjectNode> query(String statement);

    /** Whether reads may be old, because no leader is in reach. */
    boolean isStale();

    /**
     * Adds a server that presented itself, and waits until all agree.
     *
     * @throws IllegalArgumentException if that cannot be, saying why
     */
    void addMember(String name);

    /** Writes a backup. */
    void backup(OutputStream to) throws IOException;

    /**
     * Puts a backup into the cluster, which must be empty.
     *
     * @return how many objects it holds
     * @throws IllegalArgumentException if it is not as it was written
     */
    int restore(byte[] backup);

    /** Removes a server, and waits until all agree. */
    void removeMember(String name);
}
