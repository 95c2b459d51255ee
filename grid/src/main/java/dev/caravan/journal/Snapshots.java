package dev.caravan.journal;

import dev.caravan.journal.log.Entry;
import dev.caravan.journal.log.SnapshotWriter;
import dev.caravan.journal.log.Storage;
import dev.caravan.journal.raft.Members;
import dev.caravan.journal.raft.SnapshotHeader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes snapshots beside the work: the state is taken at once, between two entries, and written by a thread of its own; then
 * the log may forget what it holds. All but {@link #make} and {@link #close} belong to the applier's thread.
 */
final class Snapshots implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    private final Storage log;
    private final ReplicatedState state;
    private final long everyBytes;
    private final LongConsumer made;
    private final Consumer<Throwable> failed;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(Snapshots::thread);
    private Members members = Members.NONE;
    private long bytes;
    private boolean running;

    /** Guards {@link #asked}. */
    private final Object lock = new Object();

    private List<CompletableFuture<Void>> asked = new ArrayList<>();

    Snapshots(Storage log, ReplicatedState state, long everyBytes, LongConsumer made, Consumer<Throwable> failed) {
        this.log = log;
        this.state = state;
        this.everyBytes = everyBytes;
        this.made = made;
        this.failed = failed;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "caravan-snapshot");
        thread.setDaemon(true);
        return thread;
    }

    /** An entry was applied. */
    void applied(Entry entry) {
        if (entry.type() == Entry.Type.MEMBERS) members = Members.decode(entry.payload());
        bytes += entry.payload().length;
        List<CompletableFuture<Void>> waiting;
        synchronized (lock) {
            if (running || (bytes < everyBytes && asked.isEmpty())) return;
            waiting = asked;
            asked = new ArrayList<>();
            running = true;
        }
        bytes = 0;
        ReplicatedState.Image image = state.image();
        Members as = members;
        writer.execute(() -> write(entry.index(), entry.term(), as, image, waiting));
    }

    /** The state was taken from a snapshot with these members. */
    void restored(Members as) {
        members = as;
        bytes = 0;
    }

    /** Makes one with the next entry that is applied. */
    CompletableFuture<Void> make() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (lock) {
            asked.add(done);
        }
        return done;
    }

    private void write(
            long index, long term, Members as, ReplicatedState.Image image, List<CompletableFuture<Void>> waiting) {
        try (SnapshotWriter file = log.startSnapshot(index, term)) {
            OutputStream out = new BufferedOutputStream(file, 1 << 18);
            SnapshotHeader.write(out, as);
            ReplicatedState.write(image, out);
            out.flush();
            file.commit();
            LOG.info(
                    "event=SnapshotMade index={} revision={} objects={}",
                    index,
                    image.state().revision(),
                    image.state().objects().size());
            made.accept(index);
            waiting.forEach(done -> done.complete(null));
        } catch (IOException | RuntimeException e) {
            waiting.forEach(done -> done.completeExceptionally(e));
            failed.accept(e);
        } finally {
            synchronized (lock) {
                running = false;
            }
        }
    }

    @Override
    public void close() {
        writer.shutdownNow();
    }
}
