package dev.caravan.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import java.util.Arrays;

/** Durations of single operations. Bounded: of more than it holds, the later ones are only counted. Thread-safe. */
final class Times {
    private static final int MAX_SAMPLES = 1 << 20;

    private final long[] nanos = new long[MAX_SAMPLES];
    private int count;
    private long failures;

    synchronized void add(long duration) {
        if (count < MAX_SAMPLES) nanos[count] = duration;
        count++;
    }

    synchronized void failed() {
        failures++;
    }

    synchronized long count() {
        return count;
    }

    /** Rate, p50 and p99, and failures if there were any. */
    synchronized ObjectNode summary(double seconds) {
        long[] sorted = Arrays.copyOf(nanos, Math.min(count, MAX_SAMPLES));
        Arrays.sort(sorted);
        ObjectNode summary = Json.object().put("per_s", Math.round(count / seconds));
        if (sorted.length > 0) {
            summary.put("p50_ms", millis(sorted[sorted.length / 2]))
                    .put("p99_ms", millis(sorted[(int) (sorted.length * 0.99)]));
        }
        if (failures > 0) summary.put("failed", failures);
        return summary;
    }

    private static double millis(long duration) {
        return Math.round(duration / 1e4) / 100.0;
    }
}
