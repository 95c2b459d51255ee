package dev.caravan.journal;

import dev.caravan.journal.log.Entry;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Hands committed entries to the state machine, in order, on a thread of its own, so that agreeing on the next ones goes on
 * meanwhile. A failure of it is the member's failure.
 */
final class Applier implements AutoCloseable {
    /** Entries that may wait; the loop hands over no more, and a leader takes no more commands. */
    static final int MAX_BACKLOG = 8_192;

    private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
    private final AtomicInteger backlog = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "caravan-apply");
    private final Consumer<Throwable> failed;
    private volatile boolean stopped;

    Applier(Consumer<Throwable> failed) {
        this.failed = failed;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Entries handed over and not applied yet. */
    int backlog() {
        return backlog.get();
    }

    /** Applies entries after everything handed over before; {@code done} is told the last one's index. */
    void apply(List<Entry> entries, Consumer<List<Entry>> machine, LongConsumer done) {
        backlog.addAndGet(entries.size());
        work.add(() -> {
            machine.accept(entries);
            backlog.addAndGet(-entries.size());
            done.accept(entries.get(entries.size() - 1).index());
        });
    }

    /** Runs something between two batches of entries. */
    void execute(Runnable task) {
        work.add(task);
    }

    private void run() {
        try {
            while (!stopped) work.take().run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            if (!stopped) failed.accept(e);
        }
    }

    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
    }
}
