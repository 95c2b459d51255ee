package dev.caravan.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Step;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Step.Policy POLICY =
            new Step.Policy(9, Duration.ofSeconds(1), Duration.ofSeconds(60), 20, Optional.empty(), false, true);

    @Test
    void thePauseDoublesUpToTheLongestAndIsSpreadByTheKey() {
        for (int failures = 1; failures < 100; failures++) {
            Duration base = Duration.ofSeconds(Math.min(60, 1L << Math.min(failures - 1, 6)));
            Duration pause = Backoff.after(POLICY, "key", failures);
            assertThat(pause).isBetween(base, base.plus(base.dividedBy(5)));
            assertThat(pause).isEqualTo(Backoff.after(POLICY, "key", failures));
        }
        assertThat(Backoff.after(POLICY, "another", 3)).isNotEqualTo(Backoff.after(POLICY, "key", 3));
    }
}
