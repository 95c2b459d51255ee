package dev.caravan.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Kind;
import dev.caravan.model.ObjectKey;
import dev.caravan.testing.Given;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LanesTest {
    private static final ObjectKey WEB = new ObjectKey(Kind.SERVICE, "default", "web");
    private static final ObjectKey DB = new ObjectKey(Kind.SERVICE, "default", "db");

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Deque<Runnable> queue = new ArrayDeque<>();
    private final List<ObjectKey> passes = new ArrayList<>();
    private final Lanes lanes = new Lanes(queue::add, timer, Clock.fixed(Given.NOW, ZoneOffset.UTC), passes::add);

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    private void runQueued() {
        while (!queue.isEmpty()) queue.remove().run();
    }

    @Test
    void wakesBeforeAPassCoalesce() {
        lanes.wake(WEB, 3);
        lanes.wake(WEB, 7);
        lanes.wake(WEB, 5);
        runQueued();

        assertThat(passes).containsExactly(WEB);
        assertThat(lanes.revision(WEB)).isEqualTo(7);
    }

    @Test
    void wakeDuringAPassLeadsToExactlyOneMore() {
        lanes.wake(WEB, 1);
        runQueued();
        lanes.wake(WEB, 2);
        lanes.wake(WEB, 3);
        runQueued();
        assertThat(passes).as("while the first runs").hasSize(1);

        lanes.done(WEB, 4);
        runQueued();
        lanes.done(WEB, 0);
        runQueued();

        assertThat(passes).containsExactly(WEB, WEB);
        assertThat(lanes.revision(WEB)).as("what its own pass wrote counts too").isEqualTo(4);
    }

    @Test
    void keysDoNotWaitForEachOther() {
        lanes.wake(WEB, 1);
        lanes.wake(DB, 1);
        runQueued();

        assertThat(passes).containsExactly(WEB, DB);
    }

    @Test
    void forgottenKeyStartsAnewAndABusyOneIsKept() {
        lanes.wake(WEB, 9);
        runQueued();
        lanes.forget(WEB);
        assertThat(lanes.revision(WEB)).as("while its pass runs").isEqualTo(9);

        lanes.done(WEB, 0);
        lanes.forget(WEB);
        assertThat(lanes.revision(WEB)).isZero();
        lanes.wake(WEB, 1);
        runQueued();
        assertThat(passes).hasSize(2);
    }

    @Test
    void earlierOfTwoPlannedWakesCounts() {
        List<Runnable> started = new java.util.concurrent.CopyOnWriteArrayList<>();
        Lanes planned = new Lanes(started::add, timer, Clock.systemUTC(), key -> {});
        planned.wakeIn(WEB, Duration.ofHours(1));
        planned.wakeIn(WEB, Duration.ofMillis(1));
        planned.wakeIn(WEB, Duration.ofHours(2));

        Awaitility.await().until(() -> started.size() == 1);
    }

    /** Many threads wake, and lanes are forgotten all the time; every wake must be followed by a pass that saw it. */
    @Test
    void passesOfAKeyNeverOverlapAndNoWakeIsLost() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(4);
        ExecutorService wakers = Executors.newFixedThreadPool(2);
        Map<ObjectKey, AtomicInteger> running = new ConcurrentHashMap<>();
        Map<ObjectKey, Long> seen = new ConcurrentHashMap<>();
        AtomicInteger overlaps = new AtomicInteger();
        Lanes[] busy = new Lanes[1];
        busy[0] = new Lanes(executor, timer, Clock.systemUTC(), key -> {
            AtomicInteger count = running.computeIfAbsent(key, k -> new AtomicInteger());
            if (count.incrementAndGet() > 1) overlaps.incrementAndGet();
            seen.merge(key, busy[0].revision(key), Math::max);
            count.decrementAndGet();
            busy[0].done(key, 0);
            busy[0].forget(key);
        });
        try {
            for (ObjectKey key : List.of(WEB, DB)) {
                wakers.execute(() -> {
                    for (long revision = 1; revision <= 20_000; revision++) busy[0].wake(key, revision);
                });
            }
            wakers.shutdown();
            assertThat(wakers.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            Awaitility.await().until(() -> seen.equals(Map.of(WEB, 20_000L, DB, 20_000L)));
            assertThat(overlaps).hasValue(0);
        } finally {
            executor.shutdownNow();
        }
    }
}
