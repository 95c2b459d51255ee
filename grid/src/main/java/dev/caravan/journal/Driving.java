package dev.caravan.journal;

import dev.caravan.journal.raft.Raft;
import dev.caravan.store.Commit;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Whether this member is the driver. A new leader commits {@code drive}; from that revision on, which is its term, the state
 * machine takes a driver's batches from it alone. Thread-safe.
 */
final class Driving {
    private static final long AGAIN_MILLIS = 100;

    private final String member;
    private final BiFunction<String, byte[], CompletionStage<Commit>> send;
    private final Executor notifier;
    private final List<Consumer<OptionalLong>> listeners = new CopyOnWriteArrayList<>();

    /** Guards the fields below. Listeners are called outside of it, one after the other, by the notifier. */
    private final Object lock = new Object();

    /** What this leader asked for last; empty while it is none. */
    private String asked = "";

    private long askedIn;
    private long asks;
    private OptionalLong term = OptionalLong.empty();

    Driving(String member, BiFunction<String, byte[], CompletionStage<Commit>> send, Executor notifier) {
        this.member = member;
        this.send = send;
        this.notifier = notifier;
    }

    OptionalLong term() {
        synchronized (lock) {
            return term;
        }
    }

    /** Waits a little for a change of anything. */
    void awaitChange(long millis) throws InterruptedException {
        synchronized (lock) {
            lock.wait(millis);
        }
    }

    void listen(Consumer<OptionalLong> listener) {
        notifier.execute(() -> {
            listeners.add(listener);
            OptionalLong now = term();
            if (now.isPresent()) listener.accept(now);
        });
    }

    /** The quorum's view has changed; on the loop's thread. */
    void changed(QuorumStatus status, boolean leadsWhole) {
        String opId;
        synchronized (lock) {
            lock.notifyAll();
            if (status.role() != Raft.Role.LEADER) {
                asked = "";
                become(OptionalLong.empty());
                return;
            }
            if (!leadsWhole || (!asked.isEmpty() && askedIn == status.term())) return;
            askedIn = status.term();
            opId = nextOpId();
        }
        ask(opId);
    }

    private String nextOpId() {
        asked = "drive/" + member + "/" + askedIn + "/" + ++asks;
        return asked;
    }

    private void ask(String opId) {
        send.apply(opId, Command.drive(opId, member)).whenComplete((commit, failure) -> {
            if (failure != null) askAgain(opId);
        });
    }

    /** In a moment, unless another was asked for since: a leader that does not drive would leave the cluster as it is. */
    private void askAgain(String opId) {
        CompletableFuture.delayedExecutor(AGAIN_MILLIS, TimeUnit.MILLISECONDS, notifier)
                .execute(() -> {
                    String next;
                    synchronized (lock) {
                        if (!asked.equals(opId)) return;
                        next = nextOpId();
                    }
                    ask(next);
                });
    }

    /** A command was applied; on the applier's thread. */
    void applied(ReplicatedState.Outcome outcome, String driver, long newTerm) {
        synchronized (lock) {
            if (outcome.opId().equals(asked)
                    && driver.equals(member)
                    && outcome.commit().isPresent()) {
                become(OptionalLong.of(newTerm));
            } else if (term.isPresent() && newTerm != term.getAsLong()) {
                become(OptionalLong.empty());
                // A member that led before may have asked late: while this one leads, it takes over again.
                if (!asked.isEmpty()) askAgain(asked);
            }
        }
    }

    private void become(OptionalLong changed) {
        if (changed.equals(term)) return;
        term = changed;
        lock.notifyAll();
        notifier.execute(() -> listeners.forEach(listener -> listener.accept(changed)));
    }
}
