package dev.caravan.journal.raft;

import dev.caravan.journal.log.Entry;
import dev.caravan.journal.log.Storage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A leader's part: it sends the log to the others and finds out what a majority has. Invariants: what is counted as matched
 * was confirmed entry by entry; only entries of the leader's own term are committed by counting (section 5.4.2 of Ongaro and
 * Ousterhout, "In Search of an Understandable Consensus Algorithm", 2014), earlier ones with them.
 */
final class Leading {
    /** Entries on their way to one member; it is sent no more until it has answered. */
    private static final int MAX_UNANSWERED = 8_192;

    private static final int MAX_ENTRIES = 1_024;
    private static final int MAX_BYTES = 1 << 20;

    /** A piece of a snapshot that was not answered goes out again after so many heartbeats. */
    private static final int RESEND_HEARTBEATS = 20;

    private final String self;
    private final long term;
    private final Storage log;
    private final Timing timing;
    private final Outbox out;
    private final Map<String, Progress> others = new HashMap<>();

    /** The first entry of this term: once it is committed, all earlier ones are. */
    final long firstOfTerm;

    private final long since;
    private long durable;

    Leading(String self, long term, Storage log, Timing timing, Outbox out, Members members, long now) {
        this.self = self;
        this.term = term;
        this.log = log;
        this.timing = timing;
        this.out = out;
        this.since = now;
        this.durable = log.lastIndex();
        this.firstOfTerm = log.lastIndex() + 1;
        log.append(List.of(new Entry(firstOfTerm, term, Entry.Type.NOOP, new byte[0])));
        follow(members, now);
    }

    /** Sends to these members from now on, and to no others. */
    void follow(Members members, long now) {
        members.all().stream()
                .map(Member::name)
                .filter(name -> !name.equals(self))
                .forEach(name -> others.computeIfAbsent(name, n -> new Progress(log.lastIndex() + 1, now)));
        others.entrySet().removeIf(other -> {
            boolean gone = members.find(other.getKey()).isEmpty();
            if (gone) other.getValue().stopSending();
            return gone;
        });
    }

    Map<String, Progress> others() {
        return others;
    }

    /** Whether a majority of the voters was heard from lately. */
    boolean hasQuorum(Members members, long now) {
        if (now - since < timing.election()) return true;
        long heard = members.voters().stream()
                .filter(voter -> voter.name().equals(self) || heardLately(voter.name(), now))
                .count();
        return heard >= members.majority();
    }

    private boolean heardLately(String name, long now) {
        Progress other = others.get(name);
        return other != null && now - other.heardAt < timing.election();
    }

    void appended(String from, Message.Appended answer, long now) {
        Progress other = others.get(from);
        if (other == null) return;
        other.heardAt = now;
        other.applied = answer.applied();
        if (answer.matched()) {
            other.matched(answer.index());
            if (other.sending != null && answer.index() >= other.sending.index) other.stopSending();
        } else {
            other.differs(answer.index());
        }
    }

    void installed(String from, Message.Installed answer, long now) {
        Progress other = others.get(from);
        if (other == null) return;
        other.heardAt = now;
        if (other.sending == null || other.sending.index != answer.index()) return;
        if (other.sending.isDone(answer.offset())) {
            other.stopSending();
            other.matched(answer.index());
        } else if (other.sending.arrived(answer.offset())) {
            sendPiece(from, other, now);
        } else if (other.sending.isAheadOf(answer.offset())) {
            other.stopSending(); // it has lost the beginning: once more from there
        }
    }

    /** This member's own entries up to its last are on disk. */
    void synced() {
        durable = log.lastIndex();
    }

    /** The highest entry that may be taken for committed: of this term, and on a majority's disks. */
    long committed(Members members, long before) {
        long[] matches = members.voters().stream()
                .mapToLong(voter -> voter.name().equals(self) ? durable : matchOf(voter.name()))
                .sorted()
                .toArray();
        if (matches.length == 0) return before;
        long index = matches[matches.length - members.majority()];
        return index > before && log.termOf(index) == term ? index : before;
    }

    private long matchOf(String name) {
        Progress other = others.get(name);
        return other == null ? 0 : other.match;
    }

    /** Sends each member what it lacks, the commit index, or a sign of life when one is due. */
    void flush(long commit, long now) {
        others.forEach((name, other) -> flush(name, other, commit, now));
    }

    private void flush(String name, Progress other, long commit, long now) {
        boolean due = now - other.sentAt >= timing.heartbeat();
        // Without the term of the entry before, it could not be told what to follow on.
        if (other.sending != null || other.next < log.firstIndex() || log.termOf(other.next - 1) < 0) {
            flushSnapshot(name, other, now);
            return;
        }
        boolean sent = false;
        if (other.probing) {
            if (due || other.sentAt == 0) {
                append(name, other, log.entries(other.next, MAX_ENTRIES, MAX_BYTES), commit, now);
                sent = true;
            }
        } else {
            while (other.next <= log.lastIndex() && other.next - other.match <= MAX_UNANSWERED) {
                List<Entry> entries = log.entries(other.next, MAX_ENTRIES, MAX_BYTES);
                append(name, other, entries, commit, now);
                other.next += entries.size();
                sent = true;
            }
            if (!sent && (due || commit > other.toldCommit)) append(name, other, List.of(), commit, now);
        }
    }

    private void append(String name, Progress other, List<Entry> entries, long commit, long now) {
        long previous = other.next - 1;
        out.send(name, new Message.Append(term, previous, log.termOf(previous), entries, commit));
        other.sentAt = now;
        other.toldCommit = commit;
    }

    private void flushSnapshot(String name, Progress other, long now) {
        if (other.sending == null) {
            other.sending = new SnapshotSending(log.snapshot()
                    .orElseThrow(
                            () -> new IllegalStateException("entry " + other.next + " is gone, without a snapshot")));
            sendPiece(name, other, now);
        } else if (now - other.sentAt >= RESEND_HEARTBEATS * timing.heartbeat()) {
            sendPiece(name, other, now);
        }
    }

    private void sendPiece(String name, Progress other, long now) {
        out.send(name, other.sending.piece(term));
        other.sentAt = now;
    }

    void stop() {
        others.values().forEach(Progress::stopSending);
    }
}
