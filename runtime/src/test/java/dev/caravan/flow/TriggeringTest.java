package dev.caravan.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.model.Config;
import dev.caravan.model.Event;
import dev.caravan.model.Kind;
import dev.caravan.model.Mode;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Trigger;
import dev.caravan.model.Workload;
import dev.caravan.store.Change;
import dev.caravan.testing.Given;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TriggeringTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Cluster cluster = new Cluster(Given.node("n1"));
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<String>> answers = new CopyOnWriteArrayList<>();
    private Workload report;

    @AfterEach
    void close() {
        cluster.close();
    }

    private void create(Trigger... triggers) {
        cluster.calls = (function, body, key) -> {
            keys.add(key);
            CompletableFuture<String> answer = new CompletableFuture<>();
            answers.add(answer);
            return answer;
        };
        Mode mode = new Mode.Function(0, 5, 1, null, null, null, List.of(triggers));
        report = Given.workload("report", mode, Given.template("report:1"));
        cluster.create(report);
        await().until(() -> fired().size() == triggers.length);
    }

    private Map<String, Instant> fired() {
        return cluster.workload(report.key()).status().fired();
    }

    private static Trigger.Every every(Duration period, int retries, String deadLetter) {
        return new Trigger.Every(period, retries, Optional.ofNullable(deadLetter));
    }

    /** Lets time pass and makes the driver look. */
    private void pass(Duration time) {
        cluster.advance(time);
        Workload present = cluster.workload(report.key());
        cluster.commit(
                Change.update(present.with(present.metadata().labelled(Map.of("look", "" + System.nanoTime())))));
        cluster.awaitLanes();
    }

    @Test
    void functionIsCalledOncePerPeriodAndTheTimeIsWrittenDownAfterItsAnswer() {
        create(every(MINUTE, 0, null));
        pass(Duration.ofSeconds(30));
        assertThat(keys).isEmpty();

        pass(Duration.ofSeconds(30));
        assertThat(keys).hasSize(1);
        assertThat(fired()).containsValue(Given.NOW);
        pass(Duration.ofSeconds(1));
        assertThat(keys).as("calls do not overlap").hasSize(1);

        answers.get(0).complete("");
        await().until(() -> fired().containsValue(Given.NOW.plus(MINUTE)));
        pass(MINUTE);
        await().until(() -> keys.size() == 2);
        assertThat(keys).doesNotHaveDuplicates();
    }

    @Test
    void ofTheTimesThatWereMissedTheLastIsMadeUpFor() {
        create(every(MINUTE, 0, null));
        pass(Duration.ofMinutes(10).plusSeconds(20));
        assertThat(keys).hasSize(1);
        answers.get(0).complete("");
        await().until(() -> fired().containsValue(Given.NOW.plus(Duration.ofMinutes(10))));
        cluster.awaitLanes();
        assertThat(keys).hasSize(1);
    }

    @Test
    void scheduleIsReadInItsZone() {
        create(new Trigger.Cron("15 14 * * *", "Europe/Prague", 0, Optional.empty()));
        pass(Duration.ofMinutes(74));
        assertThat(keys).isEmpty();
        pass(Duration.ofMinutes(1));
        assertThat(keys).hasSize(1);
    }

    @Test
    void callThatFailsToTheLastIsKeptAndToldAndDoesNotStopTheNext() {
        create(every(MINUTE, 1, "report-dead"));
        pass(MINUTE);
        answers.get(0).completeExceptionally(new IllegalStateException("no node is ready"));
        await().until(() -> answers.size() == 2);
        answers.get(1).completeExceptionally(new IllegalStateException("report answered 500"));

        await().until(() -> fired().containsValue(Given.NOW.plus(MINUTE)));
        assertThat(keys.get(0)).isEqualTo(keys.get(1));
        Config letters = cluster.store
                .get(new ObjectKey(Kind.CONFIG, "default", "report-dead"), Config.class)
                .orElseThrow();
        assertThat(letters.spec().data()).hasSize(1);
        List<Event> told = cluster.events("CallFailed");
        assertThat(told)
                .singleElement()
                .extracting(e -> e.spec().message())
                .asString()
                .contains("report answered 500");
        pass(MINUTE);
        await().until(() -> answers.size() == 3);
    }

    @Test
    void triggerOfADriverThatDiedIsFiredAgainWithTheSameKeyByTheNext() {
        create(every(MINUTE, 0, null));
        pass(MINUTE);
        assertThat(keys).hasSize(1);
        try (Driver next = cluster.nextDriver()) {
            next.start();
            await().until(() -> keys.size() == 2);
            assertThat(keys.get(0)).isEqualTo(keys.get(1));
        }
    }

    @Test
    void callThatFailsAtOnceDoesNotEndTheTrigger() {
        create(every(MINUTE, 0, null));
        Instant created = fired().values().iterator().next();
        cluster.calls = (function, body, key) -> {
            keys.add(key);
            throw new IllegalStateException("the store cannot be read");
        };

        pass(MINUTE);
        await().until(() -> fired().values().iterator().next().isAfter(created));
        pass(MINUTE);

        await().until(() -> keys.size() == 2);
    }
}
