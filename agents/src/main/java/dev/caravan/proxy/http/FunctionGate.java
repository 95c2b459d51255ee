package dev.caravan.proxy.http;

import dev.caravan.model.ObjectKey;
import dev.caravan.proxy.table.Endpoint;
import dev.caravan.proxy.table.EndpointTable;
import dev.caravan.proxy.table.PortKey;
import dev.caravan.proxy.table.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Admits requests to one function's pods. Invariants: a pod never has more requests from this node than the function's
 * concurrency; a request is given to a pod only when that has a free slot, and otherwise waits in the order of arrival for
 * the first slot of any pod; callbacks run outside of the lock.
 */
final class FunctionGate {
    /** Requests of one function that wait at a time. */
    static final int MAX_WAITING = 10_000;

    /** A request before its pod. */
    interface Ticket {
        PortKey port();

        /** It has a slot at the endpoint, to be given back by {@link #release}. From any thread; must not block. */
        void granted(Endpoint endpoint);

        /** The function is gone. From any thread; must not block. */
        void refused();
    }

    /** What came of asking to enter. */
    enum Entry {
        GRANTED,
        WAITS,
        FULL
    }

    private record Grant(Ticket ticket, Endpoint endpoint) {}

    private final ObjectKey function;
    private final Supplier<EndpointTable> table;
    private final DemandTeller teller;

    /** Guards {@link #waiting}, {@link #slots} and {@link #inFlight}. */
    private final Object lock = new Object();

    private final Set<Ticket> waiting = new LinkedHashSet<>();
    private final Map<String, Integer> slots = new HashMap<>();
    private int inFlight;

    FunctionGate(ObjectKey function, Supplier<EndpointTable> table, DemandTeller teller) {
        this.function = function;
        this.table = table;
        this.teller = teller;
    }

    /** Grants a slot, by the ticket's callback and within this call, or lets the ticket wait for one. */
    Entry enter(Ticket ticket) {
        Endpoint endpoint;
        synchronized (lock) {
            endpoint = waiting.isEmpty() ? take(ticket.port()) : null;
            if (endpoint == null) {
                if (waiting.size() >= MAX_WAITING) return Entry.FULL;
                waiting.add(ticket);
            }
        }
        teller.changed(function);
        if (endpoint == null) return Entry.WAITS;
        ticket.granted(endpoint);
        return Entry.GRANTED;
    }

    /** Takes a waiting ticket out; false if it does not wait (any more). */
    boolean cancel(Ticket ticket) {
        boolean waited;
        synchronized (lock) {
            waited = waiting.remove(ticket);
        }
        if (waited) teller.changed(function);
        return waited;
    }

    /** Gives a slot back and hands it on. */
    void release(Endpoint endpoint) {
        synchronized (lock) {
            inFlight--;
            slots.computeIfPresent(endpoint.podUid(), (uid, used) -> used > 1 ? used - 1 : null);
        }
        grantWaiting();
        teller.changed(function);
    }

    /** Gives free slots to those who wait; to be called after each change of the table. */
    void grantWaiting() {
        List<Grant> grants = new ArrayList<>();
        List<Ticket> refused = List.of();
        synchronized (lock) {
            var tickets = waiting.iterator();
            while (tickets.hasNext()) {
                Ticket ticket = tickets.next();
                Endpoint endpoint = take(ticket.port());
                if (endpoint == null) break;
                tickets.remove();
                grants.add(new Grant(ticket, endpoint));
            }
            if (!waiting.isEmpty()
                    && table.get().target(waiting.iterator().next().port()).isEmpty()) {
                refused = List.copyOf(waiting);
                waiting.clear();
            }
        }
        grants.forEach(grant -> grant.ticket().granted(grant.endpoint()));
        refused.forEach(Ticket::refused);
        if (!grants.isEmpty() || !refused.isEmpty()) teller.changed(function);
    }

    /** Takes a slot of the pod with the most room; null if none has any. Under the lock. */
    private Endpoint take(PortKey port) {
        Optional<Target> target = table.get().target(port);
        if (target.isEmpty() || target.get().function().isEmpty()) return null;
        int least = target.get().function().get().concurrency();
        Endpoint best = null;
        for (Endpoint endpoint : target.get().endpoints()) {
            int used = slots.getOrDefault(endpoint.podUid(), 0);
            if (used < least) {
                least = used;
                best = endpoint;
            }
        }
        if (best == null) return null;
        slots.merge(best.podUid(), 1, Integer::sum);
        inFlight++;
        return best;
    }

    int waiting() {
        synchronized (lock) {
            return waiting.size();
        }
    }

    int inFlight() {
        synchronized (lock) {
            return inFlight;
        }
    }

    boolean isIdle() {
        synchronized (lock) {
            return inFlight == 0 && waiting.isEmpty();
        }
    }
}
