package dev.caravan.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.journal.raft.Members;
import dev.caravan.journal.raft.Raft;
import dev.caravan.store.Commit;
import dev.caravan.store.StoreException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class DrivingTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<OptionalLong> told = new CopyOnWriteArrayList<>();
    private volatile CompletableFuture<Commit> answer = new CompletableFuture<>();
    private final Driving driving = new Driving(
            "s1",
            (opId, command) -> {
                asked.add(opId);
                return answer;
            },
            Runnable::run);

    private static QuorumStatus status(Raft.Role role, long term) {
        return new QuorumStatus(role, Optional.of("s1"), term, 0, 0, Members.NONE, Map.of(), List.of(), false);
    }

    private void applied(String opId, String driver, long term) {
        driving.applied(
                new ReplicatedState.Outcome(opId, Optional.of(new Commit(term, 0)), Optional.empty(), Optional.empty()),
                driver,
                term);
    }

    @Test
    void leaderDrivesFromItsCommandOnUntilItLeadsNoMore() {
        driving.listen(told::add);
        driving.changed(status(Raft.Role.LEADER, 5), false);
        assertThat(asked).isEmpty();
        driving.changed(status(Raft.Role.LEADER, 5), true);
        driving.changed(status(Raft.Role.LEADER, 5), true);
        assertThat(asked).hasSize(1);
        applied(asked.get(0), "s1", 7);
        assertThat(driving.term()).hasValue(7);
        driving.changed(status(Raft.Role.FOLLOWER, 6), false);
        assertThat(told).containsExactly(OptionalLong.of(7), OptionalLong.empty());
    }

    /** Its command was on its way when it was deposed, and was given to the new leader. */
    @Test
    void lateCommandOfAnEarlierLeaderDoesNotLeaveTheClusterWithoutADriver() {
        driving.changed(status(Raft.Role.LEADER, 5), true);
        applied(asked.get(0), "s1", 7);
        applied("drive/s2/4/1", "s2", 8);
        assertThat(driving.term()).isEmpty();
        Awaitility.await().until(() -> asked.size() == 2);
        applied(asked.get(1), "s1", 9);
        assertThat(driving.term()).hasValue(9);
    }

    @Test
    void commandThatWasRefusedIsGivenAgain() {
        answer = CompletableFuture.failedFuture(new StoreException(StoreException.Reason.TOO_BUSY, "full"));
        driving.changed(status(Raft.Role.LEADER, 5), true);
        Awaitility.await().until(() -> asked.size() >= 2);
        answer = new CompletableFuture<>();
        driving.changed(status(Raft.Role.FOLLOWER, 6), false);
        assertThat(asked).doesNotHaveDuplicates();
    }
}
