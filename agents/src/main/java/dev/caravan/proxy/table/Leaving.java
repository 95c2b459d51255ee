package dev.caravan.proxy.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Endpoints that left the table while their pods owe answers to clients of this node. While such a pod is being stopped a
 * revision is not confirmed, so that no request that is under way is cut off; it may have left the table long before, for a
 * check that failed. Confined to the keeper's thread.
 */
final class Leaving {
    /** The longest wait for a pod's last answers; less than what the pod's agent waits for the confirmation. */
    static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(8);

    private static final class Last {
        private final Endpoint endpoint;
        private boolean stopping;
        private long stoppingSince;

        Last(Endpoint endpoint) {
            this.endpoint = endpoint;
        }
    }

    /** One pod may be here more than once: it came back in between, with a load of its own. */
    private final List<Last> last = new ArrayList<>();

    /** Takes note of a step from one table to the next. */
    void step(EndpointTable before, EndpointTable after, long nowNanos) {
        for (Endpoint endpoint : before.without(after)) last.add(new Last(endpoint));
        Set<String> stopping = after.stopping();
        last.removeIf(l ->
                !stopping.contains(l.endpoint.podUid()) && l.endpoint.load().owed() == 0);
        for (Last l : last) {
            boolean stops = stopping.contains(l.endpoint.podUid());
            if (stops && !l.stopping) l.stoppingSince = nowNanos;
            l.stopping = stops;
        }
    }

    /** Whether a stopping pod still owes an answer that is worth waiting for. */
    boolean owes(long nowNanos) {
        return last.stream()
                .anyMatch(l -> l.stopping && l.endpoint.load().owed() > 0 && nowNanos - l.stoppingSince < LIMIT_NANOS);
    }
}
