package dev.caravan.workflow;

import dev.caravan.json.Json;
import dev.caravan.model.Step;
import java.time.Duration;

/** How long a step that failed waits for its next attempt. */
final class Backoff {
    private static final int MAX_DOUBLINGS = 20;

    private Backoff() {}

    /**
     * Doubled with each failure up to the policy's longest, and a little longer by the key: many runs that failed together do
     * not come back together, and one run's pause is the same whoever computes it.
     *
     * @param failures attempts that failed, this one included
     */
    static Duration after(Step.Policy policy, String key, int failures) {
        int doublings = Math.min(failures - 1, MAX_DOUBLINGS);
        Duration pause = policy.backoff().multipliedBy(1L << doublings);
        if (pause.compareTo(policy.maxBackoff()) > 0) pause = policy.maxBackoff();
        long share = Long.parseLong(Json.hash(key + "#" + failures).substring(0, 8), 16) % 1000;
        return pause.plusMillis(pause.toMillis() * policy.jitterPercent() * share / 100_000);
    }
}
