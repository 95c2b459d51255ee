package dev.caravan.agent;

import java.time.Instant;
import java.util.Optional;

/**
 * What one step did for a pod, or what the pod waits for.
 *
 * @param again whether the next step can follow at once
 * @param wakeAt when to look again though nothing was heard
 */
record Step(String reason, boolean again, Optional<Instant> wakeAt) {
    static Step done(String reason) {
        return new Step(reason, true, Optional.empty());
    }

    /** Something will wake the pod. */
    static Step waits(String reason) {
        return new Step(reason, false, Optional.empty());
    }

    static Step waitsUntil(Instant when, String reason) {
        return new Step(reason, false, Optional.of(when));
    }
}
