package dev.caravan.proxy.table;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Endpoints of pods that are being stopped, for as long as they owe answers to clients of this node: a revision is not
 * confirmed before, so that no request that is under way is cut off. Confined to the keeper's thread.
 */
final class Leaving {
    /** The longest wait for a pod's last answers; less than what the pod's agent waits for the confirmation. */
    static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(8);

    private record Last(Endpoint endpoint, long sinceNanos) {}

    private final Map<Endpoint, Last> last = new HashMap<>();

    /** Takes note of a step from one table to the next. */
    void step(EndpointTable before, EndpointTable after, long nowNanos) {
        for (Endpoint endpoint : before.without(after)) last.putIfAbsent(endpoint, new Last(endpoint, nowNanos));
        Set<String> stopping = after.stopping();
        last.keySet().removeIf(endpoint -> !stopping.contains(endpoint.podUid()));
    }

    /** Whether a stopping pod still owes an answer that is worth waiting for. */
    boolean owes(long nowNanos) {
        return last.values().stream()
                .anyMatch(l -> l.endpoint().load().owed() > 0 && nowNanos - l.sinceNanos() < LIMIT_NANOS);
    }
}
