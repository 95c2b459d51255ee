package dev.caravan.store;

/** Ends what was subscribed to. Closing twice is no fault. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
