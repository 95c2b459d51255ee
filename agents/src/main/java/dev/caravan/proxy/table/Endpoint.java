package dev.caravan.proxy.table;

import dev.caravan.store.Signals;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * A port of a ready pod, and how this node reaches it.
 *
 * @param port the pod's own port, as its template states it
 * @param local whether {@code host} is the pod itself; else it is the link of the node that owns the pod
 * @param dialPort the port to dial at {@code host}
 * @param load what goes through it now, from this node; shared by all tables that the endpoint lives through
 */
public record Endpoint(String podUid, String node, int port, boolean local, String host, int dialPort, Load load) {
    /** Connections or requests in progress, and what became of those that ended. Thread-safe. */
    public static final class Load {
        private static final int FIRST_ERROR = 500;
        private final LongAdder requests = new LongAdder();
        private final LongAdder errors = new LongAdder();
        private final LongAdder nanos = new LongAdder();
        private final AtomicInteger inProgress = new AtomicInteger();
        private final AtomicInteger owed = new AtomicInteger();

        public void began() {
            inProgress.incrementAndGet();
        }

        public void ended() {
            inProgress.decrementAndGet();
        }

        /** Counts an HTTP response, or the lack of one as 502. */
        public void responded(int status, long took) {
            requests.increment();
            if (status >= FIRST_ERROR) errors.increment();
            nanos.add(took);
        }

        /** What was asked of the endpoint through this node's HTTP listeners, since it is known here. */
        public Signals.Traffic traffic() {
            return new Signals.Traffic(requests.sum(), errors.sum(), nanos.sum() / 1_000_000);
        }

        public int now() {
            return inProgress.get();
        }

        /** The pod owes one answer more: a request was passed to it, or a client's bytes were. */
        public void owes() {
            owed.incrementAndGet();
        }

        public void answered() {
            owed.decrementAndGet();
        }

        /** Answers that the pod still owes to clients of this node. */
        public int owed() {
            return owed.get();
        }
    }

    /** Whether the other is the same pod's port, reached in the same way. */
    public boolean sameAs(Endpoint other) {
        return podUid.equals(other.podUid)
                && port == other.port
                && local == other.local
                && dialPort == other.dialPort
                && host.equals(other.host)
                && node.equals(other.node);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Endpoint endpoint && sameAs(endpoint);
    }

    @Override
    public int hashCode() {
        return podUid.hashCode() * 31 + port;
    }
}
