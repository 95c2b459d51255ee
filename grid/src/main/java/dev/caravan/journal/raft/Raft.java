package dev.caravan.journal.raft;

import dev.caravan.journal.log.Entry;
import dev.caravan.journal.log.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * One member's part in agreeing on the log, as in Ongaro's "Consensus: Bridging Theory and Practice" (2014): elections with a
 * trial vote (9.6), a leader that gives up without a majority (6.2), changes of one member at a time (4.1), snapshots (5).
 * A machine without thread, clock or socket: its owner calls it in turns, from one thread, each ending with
 * {@link #flush}, the sending of {@link #takeNow}, a sync of the log and {@link #synced}, and the sending of
 * {@link #takeAfterSync}. Invariants: a term and a vote are durable before anybody hears of them; an entry is durable here
 * before this member says that it has it; what is committed never changes.
 */
public final class Raft {
    /** What a member is in its term. */
    public enum Role {
        FOLLOWER,
        CANDIDATE,
        LEADER
    }

    /** Why a change of the members is refused now. */
    public static final class ChangeRefused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ChangeRefused(String why) {
            super(why, null, false, false);
        }
    }

    /** Entries appended by a leader and not yet committed; above it, it takes no more. */
    public static final int MAX_UNCOMMITTED = 16_384;

    private final String self;
    private final Storage log;
    private final Timing timing;
    private final Random random;
    private final Outbox out = new Outbox();

    private Role role = Role.FOLLOWER;
    private Optional<String> leader = Optional.empty();
    private long commit;
    private long applied;
    private Members members = Members.NONE;
    private long membersIndex;

    /** Earlier members, by the index that they were in force from; for when a change is undone. */
    private final TreeMap<Long, Members> earlier = new TreeMap<>();

    private long heardAt;
    private long electionAt;
    private boolean trial;
    private final Set<String> granted = new HashSet<>();
    private Leading leading;
    private SnapshotReceiving receiving;
    private boolean replaced;

    /** A member that goes on from what its log holds. */
    public Raft(String self, Storage log, Timing timing, Random random, long now) {
        this.self = self;
        this.log = log;
        this.timing = timing;
        this.random = random;
        this.commit = log.snapshotIndex();
        this.applied = commit;
        this.heardAt = now - 2 * timing.election();
        readMembers();
        postpone(now);
    }

    private void readMembers() {
        log.snapshot().ifPresent(snapshot -> {
            try (InputStream in = snapshot.open()) {
                adopt(SnapshotHeader.read(in), snapshot.index());
            } catch (IOException e) {
                throw new UncheckedIOException("the members in the snapshot of " + snapshot.index(), e);
            }
        });
        long next = Math.max(log.firstIndex(), log.snapshotIndex() + 1);
        while (next <= log.lastIndex()) {
            List<Entry> entries = log.entries(next, 1_024, 4 << 20);
            entries.forEach(this::adoptIfMembers);
            next += entries.size();
        }
    }

    private void adoptIfMembers(Entry entry) {
        if (entry.type() == Entry.Type.MEMBERS) adopt(Members.decode(entry.payload()), entry.index());
    }

    private void adopt(Members changed, long index) {
        earlier.put(membersIndex, members);
        members = changed;
        membersIndex = index;
    }

    /**
     * Makes the first members of a new cluster; all of them are started with the same.
     *
     * @throws IllegalStateException if this member has a log already
     */
    public void found(Members first) {
        if (log.lastIndex() > 0) throw new IllegalStateException(self + " has a log already");
        log.promise(1, Optional.empty());
        Entry entry = new Entry(1, 1, Entry.Type.MEMBERS, first.encode());
        log.append(List.of(entry));
        log.sync();
        adopt(first, 1);
    }

    /** Looks at the clock: elections, signs of life, giving up. */
    public void tick(long now) {
        if (role == Role.LEADER) {
            if (!leading.hasQuorum(members, now)) follow(log.term(), Optional.empty(), now);
        } else if (members.isVoter(self)
                && (now >= electionAt || members.voters().size() == 1)) {
            stand(true, now);
        }
    }

    /** When {@link #tick} has something to do next, if nothing happens before. */
    public long nextTick(long now) {
        if (role != Role.LEADER) return members.isVoter(self) ? electionAt : now + timing.election();
        return leading.others().isEmpty() ? now + 60_000 : now + timing.heartbeat();
    }

    /** The connection to a member broke: if it was the leader, it is probably gone. */
    public void lost(String peer, long now) {
        if (role == Role.LEADER || !leader.equals(Optional.of(peer))) return;
        heardAt = now - 2 * timing.election();
        electionAt = Math.min(electionAt, now + random.nextLong(timing.lost()));
    }

    private void stand(boolean onlyTrial, long now) {
        boolean alone = members.majority() == 1;
        trial = onlyTrial && !alone;
        leader = Optional.empty();
        granted.clear();
        granted.add(self);
        postpone(now);
        role = trial ? Role.FOLLOWER : Role.CANDIDATE;
        if (!trial) log.promise(log.term() + 1, Optional.of(self));
        if (alone) {
            lead(now);
        } else {
            askVotes(trial ? log.term() + 1 : log.term(), false);
        }
    }

    private void askVotes(long term, boolean handover) {
        Message.AskVote ask = new Message.AskVote(term, log.lastIndex(), log.termOf(log.lastIndex()), trial, handover);
        others(members).forEach(name -> out.sendAfterSync(name, ask));
    }

    private List<String> others(Members of) {
        return of.voters().stream()
                .map(Member::name)
                .filter(name -> !name.equals(self))
                .toList();
    }

    private void postpone(long now) {
        electionAt = now + timing.election() + random.nextLong(timing.election());
    }

    private void lead(long now) {
        role = Role.LEADER;
        leader = Optional.of(self);
        leading = new Leading(self, log.term(), log, timing, out, members, now);
    }

    private void follow(long term, Optional<String> newLeader, long now) {
        if (term > log.term()) log.promise(term, Optional.empty());
        if (leading != null) leading.stop();
        leading = null;
        if (role != Role.FOLLOWER) postpone(now);
        role = Role.FOLLOWER;
        leader = newLeader;
        trial = false;
        granted.clear();
    }

    /** Takes a message. */
    public void receive(String from, Message message, long now) {
        if (message.term() > log.term() && !isAboutFuture(message, now)) {
            follow(message.term(), Optional.empty(), now);
        }
        if (message instanceof Message.AskVote ask) {
            asked(from, ask, now);
        } else if (message instanceof Message.Vote vote) {
            voted(from, vote, now);
        } else if (message.term() < log.term()) {
            // Whoever leads an old term shall learn of the new one.
            if (message instanceof Message.Append || message instanceof Message.Install) answer(from, false, 0);
        } else if (message instanceof Message.Append append) {
            hear(from, now);
            append(from, append);
        } else if (message instanceof Message.Install install) {
            hear(from, now);
            install(from, install, now);
        } else if (message instanceof Message.Appended appended) {
            if (role == Role.LEADER) leading.appended(from, appended, now);
        } else if (message instanceof Message.Installed installed) {
            if (role == Role.LEADER) leading.installed(from, installed, now);
        } else if (message instanceof Message.TakeOver && members.isVoter(self) && role == Role.FOLLOWER) {
            takeOver(now);
        }
    }

    /** Whether a message tells of a term that has not begun for this member, and need not begin. */
    private boolean isAboutFuture(Message message, long now) {
        if (message instanceof Message.Vote vote) return vote.trial() && vote.granted();
        return message instanceof Message.AskVote ask && (ask.trial() || (!ask.handover() && hearsLeader(now)));
    }

    private boolean hearsLeader(long now) {
        return role == Role.LEADER || (leader.isPresent() && now - heardAt < timing.election());
    }

    private void asked(String from, Message.AskVote ask, long now) {
        boolean complete = ask.lastTerm() > log.termOf(log.lastIndex())
                || (ask.lastTerm() == log.termOf(log.lastIndex()) && ask.lastIndex() >= log.lastIndex());
        boolean free = ask.trial()
                ? ask.term() > log.term()
                : ask.term() == log.term() && log.vote().map(from::equals).orElse(true) && role != Role.LEADER;
        boolean grant = complete && free && (ask.handover() || !hearsLeader(now));
        if (grant && !ask.trial()) {
            log.promise(log.term(), Optional.of(from));
            postpone(now);
        }
        long about = grant && ask.trial() ? ask.term() : log.term();
        out.sendAfterSync(from, new Message.Vote(about, grant, ask.trial()));
    }

    private void voted(String from, Message.Vote vote, long now) {
        boolean counts = vote.granted() && vote.trial() == trial && members.isVoter(from);
        boolean asked = trial
                ? role == Role.FOLLOWER && !granted.isEmpty() && vote.term() == log.term() + 1
                : role == Role.CANDIDATE && vote.term() == log.term();
        if (!counts || !asked) return;
        granted.add(from);
        long votes = granted.stream().filter(members::isVoter).count();
        if (votes < members.majority()) return;
        if (trial) {
            stand(false, now);
        } else {
            lead(now);
        }
    }

    private void takeOver(long now) {
        trial = false;
        granted.clear();
        granted.add(self);
        postpone(now);
        role = Role.CANDIDATE;
        leader = Optional.empty();
        log.promise(log.term() + 1, Optional.of(self));
        askVotes(log.term(), true);
    }

    private void hear(String from, long now) {
        if (role == Role.LEADER) throw new IllegalStateException("two leaders in term " + log.term() + ": " + from);
        if (role == Role.CANDIDATE || !leader.equals(Optional.of(from))) {
            follow(log.term(), Optional.of(from), now);
        }
        heardAt = now;
        granted.clear();
        postpone(now);
    }

    private void append(String from, Message.Append append) {
        long previous = append.previousIndex();
        boolean known = previous <= commit || log.termOf(previous) == append.previousTerm();
        if (!known) {
            answer(from, false, common(previous));
            return;
        }
        List<Entry> lacking = new ArrayList<>();
        for (Entry entry : append.entries()) {
            boolean held = entry.index() <= commit || (lacking.isEmpty() && log.termOf(entry.index()) == entry.term());
            if (!held) lacking.add(entry);
        }
        if (!lacking.isEmpty()) replaceSuffix(lacking);
        long matched = previous + append.entries().size();
        commit = Math.max(commit, Math.min(append.commit(), matched));
        answer(from, true, matched);
    }

    /** Where the leader should look next: below the whole term that differs, but never below what is committed. */
    private long common(long previous) {
        if (previous > log.lastIndex()) return log.lastIndex();
        long term = log.termOf(previous);
        long index = previous - 1;
        while (index > commit && log.termOf(index) == term) index--;
        return index;
    }

    private void replaceSuffix(List<Entry> entries) {
        long first = entries.get(0).index();
        if (first <= log.lastIndex()) {
            if (first <= commit) throw new IllegalStateException("entry " + first + " is committed and cannot change");
            log.truncateFrom(first);
            while (membersIndex >= first) {
                Map.Entry<Long, Members> last = earlier.pollLastEntry();
                membersIndex = last.getKey();
                members = last.getValue();
            }
        }
        log.append(entries);
        entries.forEach(this::adoptIfMembers);
    }

    private void answer(String to, boolean matched, long index) {
        out.sendAfterSync(to, new Message.Appended(log.term(), matched, index, applied));
    }

    private void install(String from, Message.Install piece, long now) {
        if (log.termOf(piece.index()) == piece.snapshotTerm()) {
            // The log has what the snapshot has: what follows in it was promised and must stay.
            commit = Math.max(commit, piece.index());
        }
        if (piece.index() <= commit) {
            if (receiving != null) receiving.drop();
            receiving = null;
            answer(from, true, commit);
            return;
        }
        boolean again = receiving != null && piece.offset() == 0 && receiving.offset() > 0;
        if (receiving == null || again || !receiving.isOf(piece)) {
            if (receiving != null) receiving.drop();
            receiving = null;
            if (piece.offset() > 0) return;
            receiving = new SnapshotReceiving(log, piece);
        }
        receiving.take(piece);
        long arrived = receiving.offset();
        if (piece.last() && arrived == piece.offset() + piece.chunk().length) {
            receiving.commit();
            receiving = null;
            log.reset(piece.index(), piece.snapshotTerm());
            commit = piece.index();
            earlier.clear();
            membersIndex = 0;
            members = Members.NONE;
            readMembers();
            replaced = true;
        }
        out.sendAfterSync(from, new Message.Installed(log.term(), piece.index(), arrived));
    }

    /**
     * Appends commands to the log, if this member leads and has room.
     *
     * @return the index of the first; empty if it does not lead, or has too many uncommitted entries
     */
    public Optional<Long> propose(List<byte[]> commands) {
        if (role != Role.LEADER || log.lastIndex() - commit + commands.size() > MAX_UNCOMMITTED)
            return Optional.empty();
        long first = log.lastIndex() + 1;
        List<Entry> entries = new ArrayList<>(commands.size());
        for (int i = 0; i < commands.size(); i++) {
            entries.add(new Entry(first + i, log.term(), Entry.Type.COMMAND, commands.get(i)));
        }
        log.append(entries);
        return Optional.of(first);
    }

    /**
     * Changes one member: adds or removes one, or makes one a voter.
     *
     * @throws ChangeRefused if this member does not lead, is too new as a leader, or another change is under way
     */
    public void change(Members changed, long now) {
        if (role != Role.LEADER) throw new ChangeRefused(self + " is not the leader");
        if (commit < leading.firstOfTerm) throw new ChangeRefused("the leader has just been elected; try again");
        if (membersIndex > commit) throw new ChangeRefused("another change of the members is under way");
        if (differences(members, changed) + differences(changed, members) > 1) {
            throw new ChangeRefused("only one voter can change at a time");
        }
        if (changed.voters().isEmpty()) throw new ChangeRefused("the last member cannot be removed");
        Entry entry = new Entry(log.lastIndex() + 1, log.term(), Entry.Type.MEMBERS, changed.encode());
        log.append(List.of(entry));
        adopt(changed, entry.index());
        leading.follow(members, now);
    }

    /** How many voters of one are not voters of the other. */
    private static long differences(Members one, Members other) {
        return one.voters().stream().filter(v -> !other.voters().contains(v)).count();
    }

    /** Asks the most advanced other voter to become leader at once, if this member leads. */
    public void handOver() {
        if (role != Role.LEADER) return;
        others(members).stream()
                .max((a, b) -> Long.compare(matchOf(a), matchOf(b)))
                .ifPresent(name -> out.send(name, new Message.TakeOver(log.term())));
    }

    private long matchOf(String name) {
        Progress other = leading.others().get(name);
        return other == null ? 0 : other.match;
    }

    /** Sends the others what they lack, if this member leads. */
    public void flush(long now) {
        if (role == Role.LEADER) leading.flush(commit, now);
    }

    /** Everything appended is durable: counts it, and finds what is committed. */
    public void synced(long now) {
        if (role != Role.LEADER) return;
        leading.synced();
        commit = leading.committed(members, commit);
        if (membersIndex <= commit && !members.isVoter(self)) {
            handOver();
            follow(log.term(), Optional.empty(), now);
        }
    }

    /** Messages to send now. */
    public List<Outgoing> takeNow() {
        return out.takeNow();
    }

    /** Messages to send once the log is synced. */
    public List<Outgoing> takeAfterSync() {
        return out.takeAfterSync();
    }

    /** Whether a leader's snapshot has taken the place of the log since the last call: the state is to be read from it. */
    public boolean takeReplaced() {
        boolean was = replaced;
        replaced = false;
        return was;
    }

    /** Takes note of how far the state machine is, for the leader to know. */
    public void applied(long index) {
        applied = index;
    }

    public Role role() {
        return role;
    }

    /** Whether this member leads and everything before its term is committed. */
    public boolean leadsWhole() {
        return role == Role.LEADER && commit >= leading.firstOfTerm;
    }

    public Optional<String> leader() {
        return leader;
    }

    public long term() {
        return log.term();
    }

    public long commit() {
        return commit;
    }

    public Members members() {
        return members;
    }

    /** Whether the members in force are committed. */
    public boolean membersSettled() {
        return membersIndex <= commit;
    }

    /** How far each other member is, as this leader knows; empty on others. */
    public Map<String, PeerView> peers(long now) {
        Map<String, PeerView> views = new TreeMap<>();
        if (leading == null) return views;
        leading.others()
                .forEach((name, other) -> views.put(
                        name, new PeerView(other.match, other.applied, now - other.heardAt, other.sending != null)));
        return views;
    }

    /**
     * What a leader knows of another member.
     *
     * @param silentMillis since it was last heard from
     * @param installing whether it is being sent a snapshot
     */
    public record PeerView(long match, long applied, long silentMillis, boolean installing) {}
}
