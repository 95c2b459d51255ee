package dev.caravan.journal;

import dev.caravan.journal.log.Entry;
import dev.caravan.journal.log.SegmentedLog;
import dev.caravan.journal.log.Storage;
import dev.caravan.journal.raft.Member;
import dev.caravan.journal.raft.Raft;
import dev.caravan.journal.raft.SnapshotHeader;
import dev.caravan.json.Json;
import dev.caravan.model.Resource;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.ChangeFeed;
import dev.caravan.store.ClusterState;
import dev.caravan.store.Commit;
import dev.caravan.store.StoreException;
import dev.caravan.store.StoreException.Reason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of the durable log. A command that was answered is on the disks of a majority, synced, and applied here: who
 * wrote through this member reads its write from {@link #read} at once. The member that leads the log is the driver.
 */
public final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    /** Commands under way at once; above it the writer is told to come back. */
    public static final int MAX_IN_FLIGHT = 2_048;

    /** The longest command, in bytes. */
    public static final int MAX_COMMAND_BYTES = 16 << 20;

    private static final int START_SECONDS = 30;
    private static final int PART_CHARACTERS = 2 << 20;

    private final JournalConfig config;
    private final Consumer<Throwable> onFailure;
    private final RevisionRing feed = new RevisionRing();
    private final List<Consumer<ClusterState.Applied>> listeners = new CopyOnWriteArrayList<>();
    private final ReplicatedState state = new ReplicatedState();
    private final Semaphore window = new Semaphore(MAX_IN_FLIGHT);
    private final Commands commands = new Commands();
    private final ExecutorService answers = Executors.newSingleThreadExecutor(Journal::answerThread);
    private final Driving driving;
    private Storage log;
    private RaftMember member;
    private Snapshots snapshots;
    private final List<Runnable> replacedListeners = new CopyOnWriteArrayList<>();

    /** A member that stops the process if its disk fails, for it can promise nothing any more. */
    public Journal(JournalConfig config) {
        this(config, Journal::halt);
    }

    /** A member that is the whole quorum. */
    public Journal(String name, Path directory) {
        this(JournalConfig.alone(name, directory));
    }

    Journal(JournalConfig config, Consumer<Throwable> onFailure) {
        this.config = config;
        this.onFailure = onFailure;
        this.driving = new Driving(config.name(), this::send, answers);
    }

    private static void halt(Throwable cause) {
        LOG.error("event=JournalFailed remedy=\"mend the disk, then start this member again\"", cause);
        Runtime.getRuntime().halt(74); // EX_IOERR
    }

    private static Thread answerThread(Runnable work) {
        Thread thread = new Thread(work, "caravan-answers");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Opens the log and takes part in the quorum; returns without waiting for a leader.
     *
     * @throws IllegalStateException if the log or the port cannot be opened
     */
    public void open() {
        try {
            log = SegmentedLog.open(config.directory());
            Member self = new Member(
                    config.name(),
                    MemberId.of(config.directory(), log),
                    config.address().orElse(""),
                    config.grid(),
                    true);
            Joining joining = new Joining(self, config.quorum(), config.seeds());
            member = new RaftMember(
                    self, config.secret(), log, config.timing(), joining, commands, Journal::millis, new Owner());
            snapshots = new Snapshots(log, state, config.snapshotBytes(), member::compact, this::failed);
            feed.start();
            member.start();
        } catch (RuntimeException e) {
            close();
            throw new IllegalStateException(
                    "journal in " + config.directory() + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /**
     * {@link #open}, then waits until the quorum has a leader and a driver, as this member knows.
     *
     * @throws IllegalStateException if there is none in time
     */
    public void start() {
        open();
        long end = millis() + TimeUnit.SECONDS.toMillis(START_SECONDS);
        while (!isSettled()) {
            if (millis() > end) {
                close();
                throw new IllegalStateException(
                        "journal in " + config.directory() + " found no leader within " + START_SECONDS + " s");
            }
            try {
                driving.awaitChange(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                close();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }

    private boolean isSettled() {
        QuorumStatus status = member.status();
        if (status.role() == Raft.Role.LEADER) return driving.term().isPresent();
        return status.leader().isPresent() && status.applied() > 0 && status.applied() >= status.commit();
    }

    private static long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private final class Owner implements RaftMember.Owner {
        @Override
        public void apply(List<Entry> entries) {
            List<Runnable> answered = new ArrayList<>();
            for (Entry entry : entries) {
                if (entry.type() == Entry.Type.COMMAND) applyCommand(entry, answered);
                snapshots.applied(entry);
            }
            if (!answered.isEmpty()) answers.execute(() -> answered.forEach(Runnable::run));
        }

        @Override
        public void restore() {
            restoreSnapshot();
        }

        @Override
        public void changed(QuorumStatus status, boolean leadsWhole) {
            driving.changed(status, leadsWhole);
        }

        @Override
        public void failed(Throwable cause) {
            Journal.this.failed(cause);
        }
    }

    private void failed(Throwable cause) {
        commands.failAll("this member's journal has failed: " + cause);
        onFailure.accept(cause);
    }

    private void applyCommand(Entry entry, List<Runnable> answered) {
        String opId = Command.opId(entry.payload());
        ReplicatedState.Outcome outcome = state.apply(opId, entry.payload(), commands.batch(opId));
        outcome.applied().ifPresent(applied -> {
            feed.add(applied.commit().revision(), applied.events(), entry.payload().length);
            state.forgetBefore(feed.oldest());
            listeners.forEach(listener -> listener.accept(applied));
        });
        driving.applied(outcome, state.read(ClusterState::driver), state.read(ClusterState::term));
        commands.take(outcome.opId()).ifPresent(pending -> answered.add(() -> answer(pending, outcome)));
    }

    private static void answer(Pending pending, ReplicatedState.Outcome outcome) {
        outcome.commit().ifPresent(pending.answer::complete);
        outcome.refusal().ifPresent(pending.answer::completeExceptionally);
    }

    private void restoreSnapshot() {
        dev.caravan.journal.log.Snapshot snapshot = log.snapshot().orElseThrow();
        try (InputStream in = new BufferedInputStream(snapshot.open(), 1 << 16)) {
            snapshots.restored(SnapshotHeader.read(in));
            state.restore(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the snapshot of index " + snapshot.index() + " cannot be read", e);
        }
        long revision = state.read(ClusterState::revision);
        feed.reset(revision);
        LOG.info("event=SnapshotRestored index={} revision={}", snapshot.index(), revision);
        replacedListeners.forEach(Runnable::run);
    }

    static void tooBusy(Pending pending) {
        pending.answer.completeExceptionally(
                new StoreException(Reason.TOO_BUSY, "the journal has no room for more now; try again in a moment"));
    }

    /** The name of this member. */
    public String member() {
        return config.name();
    }

    /** The revision at which this member took over as the driver; 0 while it is not. */
    public long term() {
        return driving.term().orElse(0);
    }

    public boolean isLeader() {
        return member != null && member.status().role() == Raft.Role.LEADER;
    }

    /** What this member knows of the quorum; at most a tenth of a second old. */
    public QuorumStatus quorum() {
        return member.status();
    }

    /** How many entries of the log are committed, as this member knows. */
    public long commitIndex() {
        return member.status().commit();
    }

    /** Commits a batch. Completes with a {@link StoreException} if it is refused or cannot be answered in time. */
    public CompletionStage<Commit> submit(Batch batch) {
        return send(batch.opId(), Command.encode(batch), Optional.of(batch));
    }

    /** Reads the state as this member has applied it. The reader must be quick: commits wait for it. */
    public <T> T read(Function<ClusterState, T> reader) {
        return state.read(reader);
    }

    /** Every object and the revision that they are at. */
    public Snapshot snapshot() {
        return state.read(s -> new Snapshot(s.revision(), s.all()));
    }

    /** All objects at one revision. */
    public record Snapshot(long revision, Collection<Resource> objects) {}

    /** The last revisions in order. */
    public ChangeFeed feed() {
        return feed;
    }

    /** Calls back with every commit, in order, on the journal's own thread: the callback must only take note of it. */
    public void onApplied(Consumer<ClusterState.Applied> listener) {
        listeners.add(listener);
    }

    /** The term of this member while it is the driver; empty while another one is, or none. */
    public OptionalLong driving() {
        return driving.term();
    }

    /**
     * Calls back with the new term when this member becomes the driver, and with nothing when it ceases to be; at once if
     * it is the driver already. In order, and never concurrently; the callback must be quick.
     */
    public void onDriver(Consumer<OptionalLong> listener) {
        driving.listen(listener);
    }

    /**
     * Calls back after this member's state was replaced by the leader's snapshot, because it had fallen too far behind:
     * revisions were skipped, and whoever follows commits must start anew from {@link #snapshot()}.
     */
    public void onReplaced(Runnable listener) {
        replacedListeners.add(listener);
    }

    /** Asks the leader to add a member that presented itself; {@link #quorum} tells when it was. */
    public CompletableFuture<Void> addMember(String name) {
        return member.change(true, name);
    }

    /** Asks the leader to remove a member; {@link #quorum} tells when it was. */
    public CompletableFuture<Void> removeMember(String name) {
        return member.change(false, name);
    }

    /** Makes a snapshot now, and completes when it is durable. */
    public CompletableFuture<Void> makeSnapshot() {
        return snapshots.make();
    }

    /**
     * Puts objects into a cluster in which nothing was declared yet, in one commit, however large it is. Blocks.
     *
     * @throws StoreException if the cluster is not empty, or the quorum does not answer; then nothing was put
     */
    public Commit restore(List<Resource> objects) {
        String stage = UUID.randomUUID().toString();
        int part = 0;
        int from = 0;
        while (from < objects.size()) {
            List<Change> changes = new ArrayList<>();
            long size = 0;
            while (from < objects.size() && (changes.isEmpty() || size < PART_CHARACTERS)) {
                Resource object = objects.get(from++);
                size += Json.write(object).length();
                changes.add(Change.create(object));
            }
            String opId = stage + "/" + part++;
            done(send(opId, Command.stage(opId, stage, changes)));
        }
        return done(send(stage, Command.applyStaged(stage, stage, objects.size())));
    }

    private static Commit done(CompletionStage<Commit> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw StoreException.of(e);
        }
    }

    private CompletionStage<Commit> send(String opId, byte[] command) {
        return send(opId, command, Optional.empty());
    }

    private CompletionStage<Commit> send(String opId, byte[] command, Optional<Batch> batch) {
        if (command.length > MAX_COMMAND_BYTES) {
            return CompletableFuture.failedFuture(new StoreException(
                    Reason.INVALID, "a batch takes " + command.length + " bytes, the most is " + MAX_COMMAND_BYTES));
        }
        if (!window.tryAcquire()) {
            return CompletableFuture.failedFuture(new StoreException(
                    Reason.TOO_BUSY, MAX_IN_FLIGHT + " commands are under way; try again in a moment"));
        }
        Pending fresh = new Pending(opId, command, batch, millis());
        Pending pending = commands.add(fresh);
        if (pending == fresh) member.place(pending);
        return pending.answer.whenComplete((answer, failure) -> window.release());
    }

    @Override
    public void close() {
        if (member != null) member.close();
        if (snapshots != null) snapshots.close();
        feed.stop();
        answers.shutdown();
        if (log != null) {
            try {
                log.close();
            } catch (IOException e) {
                LOG.warn("event=JournalCloseFailed cause=\"{}\"", e.toString());
            }
        }
    }
}
