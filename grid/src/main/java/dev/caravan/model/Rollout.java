package dev.caravan.model;

import java.time.Duration;
import java.util.Optional;

/** How pods of a new template take the place of the old ones. */
public sealed interface Rollout {
    /** When to go back to the last template that worked, if the pods of a new one are not all ready by then. */
    Optional<Duration> rollbackAfter();

    /**
     * Step by step.
     *
     * @param surge pods above the wanted number, at most
     * @param unavailable pods that may be missing from the wanted number, at most; not both may be 0
     */
    record Rolling(int surge, int unavailable, Optional<Duration> rollbackAfter) implements Rollout {
        /** Never goes back by itself. */
        public Rolling(int surge, int unavailable) {
            this(surge, unavailable, Optional.empty());
        }

        public Rolling {
            rollbackAfter = rollbackAfter == null ? Optional.empty() : rollbackAfter;
            if (surge < 0 || unavailable < 0 || surge + unavailable == 0) {
                throw new IllegalArgumentException(
                        "surge and unavailable must be >= 0 and not both 0, were " + surge + " and " + unavailable);
            }
        }
    }

    /** All old pods stop before the first new one starts. */
    record Recreate(Optional<Duration> rollbackAfter) implements Rollout {
        /** Never goes back by itself. */
        public Recreate() {
            this(Optional.empty());
        }

        public Recreate {
            rollbackAfter = rollbackAfter == null ? Optional.empty() : rollbackAfter;
        }
    }

    static Rollout rolling() {
        return new Rolling(1, 0);
    }
}
