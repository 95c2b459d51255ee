package dev.caravan.script;

import dev.caravan.model.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a script says of its app under faults: run by {@code caravan test} on a simulated cluster.
 *
 * @param place where it stands, such as {@code shop.groovy:12:5}
 * @param when what happens, in this order, once the app is healthy
 * @param then what must be true at one time within {@code within} after the last of it
 */
public record Check(
        String name, String place, Given given, List<Happening> when, List<Expectation> then, Duration within) {
    public static final Duration DEFAULT_WITHIN = Duration.ofSeconds(60);

    /**
     * The cluster before anything happens.
     *
     * @param nodes named n1, n2, …
     * @param cpuMillis of each node
     * @param memoryBytes of each node
     */
    public record Given(int nodes, long cpuMillis, long memoryBytes, Map<String, String> parameters) {
        public static final int MAX_NODES = 100;
        public static final long DEFAULT_CPU_MILLIS = 4_000;
        public static final long DEFAULT_MEMORY_BYTES = 8L << 30;

        public Given {
            parameters = Map.copyOf(parameters);
        }
    }

    /** Something that happens. */
    public sealed interface Happening {
        /** The node's agent and all that runs there is silent from now on. */
        record NodeFails(String node) implements Happening {}

        /** The node is heard from again; what ran there before does not run any more. */
        record NodeReturns(String node) implements Happening {}

        record NodeCordoned(String node) implements Happening {}

        /** All containers of one ready pod end. */
        record Crashes(Kind kind, String workload) implements Happening {}

        record Scales(String service, int replicas) implements Happening {}

        /** Another control-plane member takes over. */
        record DriverFails() implements Happening {}

        record Passes(Duration time) implements Happening {}
    }

    /** Something that must be true. */
    public sealed interface Expectation {
        /** So many pods are ready. */
        record Ready(Kind kind, String workload, Comparison comparison, int count) implements Expectation {}

        /** The job's run succeeds. */
        record Completes(String job) implements Expectation {}
    }

    /** How a number of ready pods is judged. */
    public enum Comparison {
        AT_LEAST("at least"),
        AT_MOST("at most"),
        EXACTLY("exactly"),
        /** At all times from the first happening on. */
        STAYS_AT_LEAST("at all times at least");

        private final String words;

        Comparison(String words) {
            this.words = words;
        }

        public boolean holds(long found, int count) {
            return switch (this) {
                case AT_LEAST, STAYS_AT_LEAST -> found >= count;
                case AT_MOST -> found <= count;
                case EXACTLY -> found == count;
            };
        }

        @Override
        public String toString() {
            return words;
        }
    }

    public Check {
        when = List.copyOf(when);
        then = List.copyOf(then);
    }
}
