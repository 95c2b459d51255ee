package dev.caravan.journal;

import dev.caravan.store.Batch;
import dev.caravan.store.StoreException;
import dev.caravan.store.StoreException.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The commands of this member that are not answered yet. Each is answered when this member applies it, whoever was its
 * leader; it is given to every new leader again, since the state machine applies an opId once. Bounded by the journal's
 * window. Thread-safe but for {@link Pending#placedAt}.
 */
final class Commands {
    /** A command that is not answered for so long is given to the leader again: the way there loses messages. */
    static final long REPEAT_MILLIS = 1_000;

    /** The longest that anybody waits for an answer. */
    static final long ANSWER_MILLIS = 5_000;

    /** For so long without a leader, commands wait for the next; then they are refused. */
    static final long LEADERLESS_MILLIS = 900;

    private final Map<String, Pending> pending = new ConcurrentHashMap<>();

    /** Adds a command; if one of the same opId is under way, that one stands for both. */
    Pending add(Pending command) {
        Pending present = pending.putIfAbsent(command.opId, command);
        return present == null ? command : present;
    }

    /** What a command says, if somebody here waits for its answer. */
    Optional<Batch> batch(String opId) {
        Pending known = pending.get(opId);
        return known == null ? Optional.empty() : known.batch;
    }

    Optional<Pending> take(String opId) {
        return Optional.ofNullable(pending.remove(opId));
    }

    /** Those that were not given to a leader since a time. */
    List<Pending> notPlacedSince(long time) {
        return pending.values().stream()
                .filter(command -> command.placedAt < time)
                .toList();
    }

    /** Whether the command still waits for its answer. */
    boolean isPending(Pending command) {
        return pending.get(command.opId) == command;
    }

    /** Gives up on what nobody will answer. */
    void expire(long now, boolean leaderless) {
        for (Pending command : pending.values()) {
            if (leaderless) {
                fail(command, "no quorum: no leader can be reached, so nothing can be written now");
            } else if (now - command.since >= ANSWER_MILLIS) {
                fail(command, "the journal gave no answer within " + ANSWER_MILLIS / 1_000 + " s");
            }
        }
    }

    void failAll(String why) {
        pending.values().forEach(command -> fail(command, why));
    }

    private void fail(Pending command, String why) {
        if (pending.remove(command.opId, command)) {
            command.answer.completeExceptionally(new StoreException(Reason.UNAVAILABLE, why));
        }
    }
}
