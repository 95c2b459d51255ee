package dev.caravan.model;

/** How pods of a new template take the place of the old ones. */
public sealed interface Rollout {
    /**
     * Step by step.
     *
     * @param surge pods above the wanted number, at most
     * @param unavailable pods that may be missing from the wanted number, at most; not both may be 0
     */
    record Rolling(int surge, int unavailable) implements Rollout {
        public Rolling {
            if (surge < 0 || unavailable < 0 || surge + unavailable == 0) {
                throw new IllegalArgumentException(
                        "surge and unavailable must be >= 0 and not both 0, were " + surge + " and " + unavailable);
            }
        }
    }

    /** All old pods stop before the first new one starts. */
    record Recreate() implements Rollout {}

    static Rollout rolling() {
        return new Rolling(1, 0);
    }
}
