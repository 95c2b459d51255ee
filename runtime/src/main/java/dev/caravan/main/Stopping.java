package dev.caravan.main;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** Ends a process once, whether it ends by itself or by a signal. */
final class Stopping {
    private final AtomicBoolean done = new AtomicBoolean();
    private final CountDownLatch signalled = new CountDownLatch(1);
    private final Runnable action;

    /** @param action what to do at the end; also run on Ctrl-C and SIGTERM */
    Stopping(Runnable action) {
        this.action = action;
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            signalled.countDown();
                            stop();
                        },
                        "caravan-stop"));
    }

    void stop() {
        if (done.compareAndSet(false, true)) action.run();
    }

    /** Waits for a signal. */
    void await() {
        try {
            signalled.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
