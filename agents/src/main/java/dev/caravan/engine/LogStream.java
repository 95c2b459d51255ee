package dev.caravan.engine;

/** Lines on their way. Closing twice is no fault. */
@FunctionalInterface
public interface LogStream extends AutoCloseable {
    @Override
    void close();
}
