package dev.caravan.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Config;
import dev.caravan.model.Metadata;
import dev.caravan.store.Change;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StagedRestoreTest {
    private final ReplicatedState state = new ReplicatedState();

    private static byte[] part(int number) {
        Config config = new Config(
                Metadata.create("default", "c" + number, "u" + number, Instant.EPOCH), new Config.Spec(Map.of()));
        return Command.stage("r/" + number, "r", List.of(Change.create(config)));
    }

    private ReplicatedState.Outcome apply(String opId, byte[] command) {
        return state.apply(opId, command, Optional.empty());
    }

    /** As happens when an answer takes longer than a second: the command is given to the leader again. */
    @Test
    void partsAndTheEndOfARestoreMayComeTwice() {
        apply("r/0", part(0));
        apply("r/0", part(0));
        apply("r/1", part(1));
        byte[] end = Command.applyStaged("r", "r", 2);
        ReplicatedState.Outcome first = apply("r", end);
        assertThat(first.refusal()).isEmpty();
        ReplicatedState.Outcome again = apply("r", end);
        assertThat(again.refusal()).isEmpty();
        assertThat(again.commit()).isEqualTo(first.commit());
    }
}
