package dev.caravan.journal;

import dev.caravan.model.Resource;
import dev.caravan.store.Batch;
import dev.caravan.store.ChangeFeed;
import dev.caravan.store.ClusterState;
import dev.caravan.store.Commit;
import dev.caravan.store.StoreException;
import dev.caravan.store.StoreException.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jgroups.JChannel;
import org.jgroups.protocols.SHARED_LOOPBACK;
import org.jgroups.protocols.SHARED_LOOPBACK_PING;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.protocols.raft.ELECTION;
import org.jgroups.protocols.raft.FileBasedLog;
import org.jgroups.protocols.raft.NO_DUPES;
import org.jgroups.protocols.raft.RAFT;
import org.jgroups.protocols.raft.REDIRECT;
import org.jgroups.protocols.raft.Role;
import org.jgroups.raft.RaftHandle;

/**
 * One member of the durable log. A command that was answered is on disk, synced. The quorum has one member until members
 * can be added; its messages stay within the process.
 */
public final class Journal implements AutoCloseable {
    /** Commands under way at once; above it the writer is told to come back. */
    public static final int MAX_IN_FLIGHT = 2_048;

    private static final int TIMEOUT_SECONDS = 5;
    /** How often a leader that has nothing to do looks for followers to catch up; a quorum of one has none. */
    private static final int RESEND_MILLIS = 1_000;

    private static final int SNAPSHOT_BYTES = 64 << 20;

    private final String member;
    private final Path directory;
    private final RevisionRing feed = new RevisionRing();
    private final List<Consumer<ClusterState.Applied>> listeners = new CopyOnWriteArrayList<>();
    private final JournalStateMachine machine = new JournalStateMachine(this::applied);
    private final Semaphore window = new Semaphore(MAX_IN_FLIGHT);
    private JChannel channel;
    private RaftHandle raft;
    private final List<Runnable> replacedListeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<OptionalLong>> driverListeners = new CopyOnWriteArrayList<>();
    private volatile long term;

    /** A member of this name that keeps its log under the directory. */
    public Journal(String member, Path directory) {
        this.member = member;
        this.directory = directory;
    }

    /**
     * Reads the log, joins the quorum and, as its leader, takes over as the driver.
     *
     * @throws IllegalStateException if the log cannot be opened or no leader is found in time
     */
    public void start() {
        try {
            RAFT protocol = new RAFT()
                    .raftId(member)
                    .members(List.of(member))
                    .logClass(FileBasedLog.class.getName())
                    .logDir(directory.toString())
                    .logPrefix(member)
                    .logUseFsync(true)
                    .resendInterval(RESEND_MILLIS)
                    .maxLogSize(SNAPSHOT_BYTES);
            channel = new JChannel(
                            new SHARED_LOOPBACK(),
                            new SHARED_LOOPBACK_PING(),
                            new NAKACK2().useMcastXmit(false),
                            new UNICAST3(),
                            new STABLE(),
                            new NO_DUPES(),
                            new GMS().setJoinTimeout(100).printLocalAddress(false),
                            new ELECTION(),
                            protocol,
                            new REDIRECT())
                    .name(member);
            raft = new RaftHandle(channel, machine).raftId(member);
            CompletableFuture<Void> led = new CompletableFuture<>();
            raft.addRoleListener(role -> {
                if (role == Role.Leader) led.complete(null);
            });
            channel.connect(
                    "caravan-journal-" + member + "-" + directory.toString().hashCode());
            if (raft.isLeader()) led.complete(null);
            led.get(TIMEOUT_SECONDS * 2L, TimeUnit.SECONDS);
            feed.start(machine.read(ClusterState::revision));
            term = send(Command.drive(member))
                    .toCompletableFuture()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .revision();
            driverListeners.forEach(listener -> listener.accept(driving()));
        } catch (Exception e) {
            if (e instanceof InterruptedException) Thread.currentThread().interrupt();
            close();
            throw new IllegalStateException("journal in " + directory + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /** The name of this member. */
    public String member() {
        return member;
    }

    /** The revision at which this member took over as the driver. */
    public long term() {
        return term;
    }

    public boolean isLeader() {
        return raft != null && raft.isLeader();
    }

    /** How many commands the log holds as committed. */
    public long commitIndex() {
        return raft == null ? 0 : raft.commitIndex();
    }

    /** Commits a batch. Completes with a {@link StoreException} if it is refused or cannot be answered in time. */
    public CompletionStage<Commit> submit(Batch batch) {
        return send(Command.encode(batch));
    }

    /** Reads the state as this member has applied it. The reader must be quick: commits wait for it. */
    public <T> T read(Function<ClusterState, T> reader) {
        return machine.read(reader);
    }

    /** Every object and the revision that they are at. */
    public Snapshot snapshot() {
        return machine.read(state -> new Snapshot(state.revision(), List.copyOf(state.all())));
    }

    /** All objects at one revision. */
    public record Snapshot(long revision, List<Resource> objects) {}

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
        return term == 0 ? OptionalLong.empty() : OptionalLong.of(term);
    }

    /**
     * Calls back with the new term when this member becomes the driver, and with nothing when it ceases to be; at once if
     * it is the driver already. In order, and never concurrently; the callback must be quick.
     */
    public void onDriver(Consumer<OptionalLong> listener) {
        driverListeners.add(listener);
        if (driving().isPresent()) listener.accept(driving());
    }

    /**
     * Calls back after this member's state was replaced by the leader's snapshot, because it had fallen too far behind:
     * revisions were skipped, and whoever follows commits must start anew from {@link #snapshot()}.
     */
    public void onReplaced(Runnable listener) {
        replacedListeners.add(listener);
    }

    private void applied(ClusterState.Applied applied) {
        feed.add(applied.commit().revision(), applied.events());
        listeners.forEach(listener -> listener.accept(applied));
    }

    private CompletionStage<Commit> send(byte[] command) {
        if (!window.tryAcquire()) {
            return CompletableFuture.failedFuture(new StoreException(
                    Reason.TOO_BUSY, MAX_IN_FLIGHT + " commands are under way; try again in a moment"));
        }
        try {
            return raft.setAsync(command, 0, command.length, null)
                    .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .handleAsync((answer, failure) -> {
                        window.release();
                        if (failure != null) throw new CompletionException(unavailable(failure));
                        return Command.readAnswer(answer);
                    });
        } catch (Exception e) {
            window.release();
            return CompletableFuture.failedFuture(unavailable(e));
        }
    }

    private static StoreException unavailable(Throwable cause) {
        return new StoreException(Reason.UNAVAILABLE, "the journal gave no answer: " + cause);
    }

    @Override
    public void close() {
        feed.stop();
        if (channel != null) channel.close();
    }
}
