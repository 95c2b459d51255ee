package dev.caravan.journal;

import dev.caravan.journal.log.Entry;
import dev.caravan.journal.log.Storage;
import dev.caravan.journal.raft.Member;
import dev.caravan.journal.raft.Members;
import dev.caravan.journal.raft.Outgoing;
import dev.caravan.journal.raft.Raft;
import dev.caravan.journal.raft.Timing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of the quorum at work: the thread that owns the {@link Raft} machine and the log, and calls them in turns. Each
 * turn takes everything that came in meanwhile, so that one sync of the disk serves all of it.
 */
final class RaftMember implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RaftMember.class);

    private static final int MAX_INBOX = 16_384;
    private static final int MAX_TURN = 4_096;
    private static final int MAX_HANDED = 1_024;
    private static final int MAX_HANDED_BYTES = 8 << 20;

    /** How often slow matters are looked at: unanswered commands, members to find. */
    private static final long LOOK_MILLIS = 100;

    /** Entries that stay in the log behind a snapshot, for members that are a little late. */
    private static final long KEPT_ENTRIES = 10_000;

    /** A new member becomes a voter once it lacks no more than so many entries. */
    private static final long CAUGHT_UP = 1_000;

    /** What the loop does for the journal, and tells it. All but {@code apply} are called on the loop's thread. */
    interface Owner {
        /** Applies committed entries; on the applier's thread. */
        void apply(List<Entry> entries);

        /** Takes the state from the log's snapshot; on the applier's thread, in order with {@link #apply}. */
        void restore();

        void changed(QuorumStatus status, boolean leadsWhole);

        /** The disk or the machine failed: this member must stop. */
        void failed(Throwable cause);
    }

    private final Member self;
    private final Storage log;
    private final LongSupplier clock;
    private final Owner owner;
    private final Commands commands;
    private final Raft raft;
    private final Joining joining;
    private final Transport transport;
    private final Applier applier;
    private final BlockingQueue<Runnable> inbox = new ArrayBlockingQueue<>(MAX_INBOX);
    private final Thread thread = new Thread(this::run, "caravan-journal");

    private List<Pending> arrived = new ArrayList<>();
    private Map<String, List<Part>> parts = new LinkedHashMap<>();
    private long handed;
    private long applied;
    private long lookedAt;
    private long leaderlessSince;
    private String placedWith = "";
    private boolean notMember;
    private boolean leadsWhole;
    private volatile QuorumStatus status;
    private volatile boolean stopped;

    RaftMember(
            Member self,
            String secret,
            Storage log,
            Timing timing,
            Joining joining,
            Commands commands,
            LongSupplier clock,
            Owner owner) {
        this.self = self;
        this.log = log;
        this.clock = clock;
        this.owner = owner;
        this.commands = commands;
        this.joining = joining;
        long now = clock.getAsLong();
        this.raft = new Raft(self.name(), log, timing, new Random(), now);
        this.applier = new Applier(this::fail);
        this.transport = new Transport(
                self.address(), secret, self.name(), self.id(), frame -> post(() -> received(frame)), this::lost);
        this.leaderlessSince = now;
        this.status = look(now);
    }

    /** Restores the state from the snapshot, then takes part. */
    void start() {
        handed = log.snapshotIndex();
        applied = handed;
        if (handed > 0) applier.execute(owner::restore);
        applier.start();
        transport.start();
        if (raft.members().all().isEmpty() && joining.isAlone()) found(new Members(List.of(self)));
        thread.setDaemon(true);
        thread.start();
    }

    private void found(Members members) {
        LOG.info(
                "event=QuorumFounded members={}",
                members.all().stream().map(Member::name).toList());
        raft.found(members);
    }

    /** Gives a command to the leader, now or when there is one. Drops it when too much waits; then it is tried again. */
    void place(Pending command) {
        inbox.offer(() -> arrived.add(command));
    }

    QuorumStatus status() {
        return status;
    }

    /** Runs on the loop's thread, soon. */
    void post(Runnable task) {
        try {
            if (!stopped) inbox.put(task);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lost(String name) {
        post(() -> raft.lost(name, clock.getAsLong()));
    }

    private void fail(Throwable cause) {
        if (stopped) return;
        stopped = true;
        owner.failed(cause);
    }

    private void run() {
        try {
            List<Runnable> taken = new ArrayList<>();
            while (!stopped) {
                long now = clock.getAsLong();
                long wait = Math.max(0, Math.min(raft.nextTick(now), lookedAt + LOOK_MILLIS) - now);
                Runnable first = inbox.poll(wait, TimeUnit.MILLISECONDS);
                if (first != null) taken.add(first);
                inbox.drainTo(taken, MAX_TURN);
                taken.forEach(Runnable::run);
                taken.clear();
                turn(clock.getAsLong());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void turn(long now) {
        raft.applied(applied);
        raft.tick(now);
        if (now - lookedAt >= LOOK_MILLIS) lookAround(now);
        place(now);
        raft.flush(now);
        send(raft.takeNow());
        log.sync();
        raft.synced(now);
        raft.flush(now);
        send(raft.takeNow());
        send(raft.takeAfterSync());
        sendParts();
        handOver();
        tell(now);
    }

    private void received(Frame frame) {
        long now = clock.getAsLong();
        Optional<Member> known = raft.members().find(frame.from());
        if (known.isPresent() && !known.get().id().equals(frame.id())) {
            // It lost its data, and with them what it promised: as a voter it could elect a leader that lacks commits.
            LOG.warn(
                    "event=MemberWithoutItsData name={} remedy=\"caravan member remove {}\"",
                    frame.from(),
                    frame.from());
            return;
        }
        for (Part part : frame.parts()) received(frame, part, now);
    }

    private void received(Frame frame, Part part, long now) {
        if (part instanceof Part.Agreement agreement) {
            raft.receive(frame.from(), agreement.message(), now);
            notMember = false;
        } else if (part instanceof Part.Proposals proposals) {
            propose(frame.from(), proposals.commands());
        } else if (part instanceof Part.TooBusy busy) {
            commands.take(busy.opId()).ifPresent(Journal::tooBusy);
        } else if (part instanceof Part.Hello hello) {
            met(hello, now);
        } else if (part instanceof Part.NotMember) {
            notMember = true;
        } else if (part instanceof Part.MemberChange change && raft.role() == Raft.Role.LEADER) {
            try {
                changeMembers(change.add(), change.name());
            } catch (Raft.ChangeRefused | IllegalArgumentException e) {
                LOG.info("event=MemberChangeRefused name={} cause=\"{}\"", change.name(), e.getMessage());
            }
        }
    }

    private void met(Part.Hello hello, long now) {
        joining.heard(hello, now);
        Member member = hello.member();
        if (raft.members().all().isEmpty()) return;
        if (raft.members().find(member.name()).isEmpty()) {
            if (raft.leader().isPresent()) part(member.address(), new Part.NotMember(""));
            // Whom it was told to join need not be the leader, who decides.
            boolean first = hello.fresh() && raft.role() != Raft.Role.LEADER;
            if (first) leaderAddress().ifPresent(address -> part(address, hello));
        } else if (raft.leadsWhole() && raft.membersSettled()) {
            Member present = raft.members().find(member.name()).orElseThrow();
            boolean moved = present.id().equals(member.id())
                    && !(present.address().equals(member.address())
                            && present.grid().equals(member.grid()));
            if (moved) {
                Member changed =
                        new Member(member.name(), member.id(), member.address(), member.grid(), present.voter());
                LOG.info("event=MemberMoved name={} address={}", member.name(), member.address());
                raft.change(raft.members().with(changed), now);
            }
        }
    }

    private void propose(String from, List<byte[]> proposed) {
        boolean room = raft.commit() - applied < Applier.MAX_BACKLOG;
        if (room && raft.propose(proposed).isPresent()) return;
        if (raft.role() != Raft.Role.LEADER) return; // it will find the right one
        proposed.forEach(command ->
                raft.members().find(from).ifPresent(m -> part(m.address(), new Part.TooBusy(Command.opId(command)))));
    }

    private void lookAround(long now) {
        lookedAt = now;
        boolean leaderless = raft.leader().isEmpty();
        if (!leaderless) leaderlessSince = now;
        commands.expire(now, leaderless && now - leaderlessSince >= Commands.LEADERLESS_MILLIS);
        arrived.addAll(commands.notPlacedSince(now - Commands.REPEAT_MILLIS));
        if (raft.members().all().isEmpty()) {
            if (joining.isDue(now)) joining.seeds().forEach(seed -> part(seed, joining.hello(true, now)));
            joining.founders(now).ifPresent(this::found);
        } else if ((leaderless || !raft.members().find(self.name()).equals(Optional.of(self))) && joining.isDue(now)) {
            others().forEach(member -> part(member.address(), joining.hello(false, now)));
        }
        if (raft.leadsWhole() && raft.membersSettled()) promote(now);
    }

    private List<Member> others() {
        return raft.members().all().stream()
                .filter(member -> !member.name().equals(self.name()))
                .toList();
    }

    /** Makes one that has caught up a voter. */
    private void promote(long now) {
        Map<String, Raft.PeerView> peers = raft.peers(now);
        for (Member member : raft.members().all()) {
            Raft.PeerView peer = peers.get(member.name());
            if (member.voter() || peer == null || peer.installing() || peer.match() == 0) continue;
            if (raft.commit() - peer.match() > CAUGHT_UP) continue;
            LOG.info("event=MemberVotes name={} match={} commit={}", member.name(), peer.match(), raft.commit());
            raft.change(raft.members().with(voting(member)), now);
            return;
        }
    }

    private static Member voting(Member member) {
        return new Member(member.name(), member.id(), member.address(), member.grid(), true);
    }

    /** Gives what has come to the leader; everything unanswered if that is another one than before. */
    private void place(long now) {
        if (raft.leader().isEmpty()) return;
        String with = raft.leader().get() + "/" + raft.term();
        if (!with.equals(placedWith)) {
            placedWith = with;
            arrived = new ArrayList<>(commands.notPlacedSince(Long.MAX_VALUE));
        }
        if (arrived.isEmpty()) return;
        List<Pending> placed = arrived.stream().filter(commands::isPending).toList();
        arrived = new ArrayList<>();
        List<byte[]> bytes = new ArrayList<>(placed.size());
        for (Pending command : placed) {
            command.placedAt = now;
            bytes.add(command.command);
        }
        if (bytes.isEmpty()) return;
        if (raft.role() != Raft.Role.LEADER) {
            leaderAddress().ifPresent(address -> part(address, new Part.Proposals(bytes)));
        } else if (raft.commit() - applied >= Applier.MAX_BACKLOG
                || raft.propose(bytes).isEmpty()) {
            placed.forEach(command -> commands.take(command.opId).ifPresent(Journal::tooBusy));
        }
    }

    private Optional<String> leaderAddress() {
        return raft.leader().flatMap(name -> raft.members().find(name)).map(Member::address);
    }

    private void part(String address, Part part) {
        parts.computeIfAbsent(address, key -> new ArrayList<>()).add(part);
    }

    private void send(List<Outgoing> messages) {
        if (messages.isEmpty()) return;
        for (Outgoing outgoing : messages) {
            address(outgoing.to()).ifPresent(address -> part(address, new Part.Agreement(outgoing.message())));
        }
        sendParts();
    }

    /** Where a member is; one that is not known yet is answered where it said it is. */
    private Optional<String> address(String name) {
        return raft.members()
                .find(name)
                .or(() -> joining.find(name, clock.getAsLong()))
                .map(Member::address);
    }

    private void sendParts() {
        if (parts.isEmpty()) return;
        parts.forEach(transport::send);
        parts = new LinkedHashMap<>();
    }

    private void handOver() {
        if (raft.takeReplaced()) {
            handed = log.snapshotIndex();
            applier.execute(owner::restore);
            long index = handed;
            applier.execute(() -> post(() -> applied = Math.max(applied, index)));
        }
        while (handed < raft.commit() && applier.backlog() < Applier.MAX_BACKLOG) {
            int most = (int) Math.min(MAX_HANDED, raft.commit() - handed);
            List<Entry> entries = log.entries(handed + 1, most, MAX_HANDED_BYTES);
            applier.apply(entries, owner::apply, index -> post(() -> applied = Math.max(applied, index)));
            handed = entries.get(entries.size() - 1).index();
        }
    }

    private void tell(long now) {
        QuorumStatus before = status;
        boolean whole = raft.leadsWhole();
        boolean roleChanged = before.role() != raft.role()
                || before.term() != raft.term()
                || !before.leader().equals(raft.leader())
                || whole != leadsWhole;
        if (roleChanged || now == lookedAt) status = look(now);
        if (!roleChanged) return;
        leadsWhole = whole;
        if (!before.leader().equals(status.leader())) {
            LOG.info("event=Leader name={} term={}", status.leader().orElse("none"), status.term());
        }
        owner.changed(status, whole);
    }

    private QuorumStatus look(long now) {
        return new QuorumStatus(
                raft.role(),
                raft.leader(),
                raft.term(),
                raft.commit(),
                applied,
                raft.members(),
                raft.peers(now),
                joining.waiting(raft.members(), now),
                notMember);
    }

    /**
     * Adds a member that presented itself, which votes once it has caught up, or removes one. Completes when this member, if it
     * leads, has appended the change, or has passed it on to the leader; whether it came to pass the members tell.
     */
    CompletableFuture<Void> change(boolean add, String name) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        post(() -> {
            try {
                if (raft.role() == Raft.Role.LEADER) {
                    changeMembers(add, name);
                } else {
                    leaderAddress().ifPresent(address -> part(address, new Part.MemberChange(add, name)));
                }
                done.complete(null);
            } catch (Raft.ChangeRefused | IllegalArgumentException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private void changeMembers(boolean add, String name) {
        long now = clock.getAsLong();
        Optional<Member> present = raft.members().find(name);
        if (add == present.isPresent()) return;
        if (!add) {
            LOG.info("event=MemberRemoved name={}", name);
            raft.change(raft.members().without(name), now);
            return;
        }
        Member found = joining.find(name, now)
                .orElseThrow(() -> new IllegalArgumentException("no server '" + name
                        + "' has presented itself: start it with --join and this cluster's secret first"));
        LOG.info("event=MemberAdded name={} address={}", name, found.address());
        raft.change(
                raft.members().with(new Member(found.name(), found.id(), found.address(), found.grid(), false)), now);
    }

    /** Forgets entries that a durable snapshot holds, but for the last ones. */
    void compact(long throughIndex) {
        post(() -> log.compact(throughIndex - KEPT_ENTRIES));
    }

    @Override
    public void close() {
        post(() -> {
            raft.handOver();
            send(raft.takeNow());
        });
        awaitIdle();
        stopped = true;
        thread.interrupt();
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        transport.close();
        applier.close();
        commands.failAll("this member is stopping");
    }

    private void awaitIdle() {
        CompletableFuture<Void> passed = new CompletableFuture<>();
        post(() -> passed.complete(null));
        try {
            passed.get(200, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            LOG.debug("event=StoppedInTheMiddle cause=\"{}\"", e.toString());
        }
    }
}
