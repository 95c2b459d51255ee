package dev.caravan.proxy.http;

import dev.caravan.proxy.table.Endpoint;
import dev.caravan.proxy.table.EndpointTable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What one loop has open: its clients, and kept-alive connections to pods that no request uses. Confined to the loop. */
final class LoopState {
    /** Unused connections kept to one endpoint; more are closed. */
    static final int MAX_IDLE = 128;

    static final long MAX_IDLE_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** A connection unused for longer is not trusted with a request that can not be repeated. */
    static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Map<Endpoint, Deque<PodConnection>> idle = new HashMap<>();
    private final Set<ClientConnection> clients = new HashSet<>();

    void add(ClientConnection client) {
        clients.add(client);
    }

    void remove(ClientConnection client) {
        clients.remove(client);
    }

    /** A connection that is ready for a request, the last used first; null if there is none. */
    PodConnection take(Endpoint endpoint, boolean repeatable) {
        Deque<PodConnection> unused = idle.get(endpoint);
        PodConnection found = unused == null ? null : unused.pollFirst();
        while (found != null) {
            boolean trusted = repeatable || System.nanoTime() - found.idleSince() < TRUSTED_NANOS;
            if (found.isActive() && trusted) return found;
            found.close();
            found = unused.pollFirst();
        }
        return null;
    }

    void keep(PodConnection connection) {
        Deque<PodConnection> unused = idle.computeIfAbsent(connection.endpoint(), key -> new ArrayDeque<>());
        if (unused.size() >= MAX_IDLE) {
            connection.close();
        } else {
            unused.addFirst(connection);
        }
    }

    void forget(PodConnection connection) {
        Deque<PodConnection> unused = idle.get(connection.endpoint());
        if (unused == null) return;
        unused.remove(connection);
        if (unused.isEmpty()) idle.remove(connection.endpoint());
    }

    void sweep(EndpointTable table) {
        long now = System.nanoTime();
        Set.copyOf(clients).forEach(client -> client.sweep(now));
        closeUnused(table, now);
    }

    /** Closes unused connections to endpoints that left the table, and those unused for long. */
    void closeUnused(EndpointTable table, long now) {
        for (var entry : Map.copyOf(idle).entrySet()) {
            boolean gone = !table.has(entry.getKey());
            for (PodConnection connection : java.util.List.copyOf(entry.getValue())) {
                if (gone || now - connection.idleSince() > MAX_IDLE_NANOS) connection.close();
            }
            if (gone && entry.getValue().isEmpty()) idle.remove(entry.getKey()); // its last one ended while in use
        }
    }
}
