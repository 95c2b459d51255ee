package dev.caravan.agent;

import dev.caravan.model.Probe;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Repeats one check of one container until cancelled. One check at a time; the next is timed when the last has answered.
 * Until it first passes it is repeated fast, since every moment then is one that traffic waits.
 */
final class ProbeLoop {
    /** How a loop goes about it. */
    record Pace(Duration first, Duration fastest, Duration slowestAtStart, boolean endsOnceGood) {}

    private final Probe probe;
    private final Pace pace;
    private final Target target;
    private final Prober prober;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final Runnable changed;
    private final Instant begun;

    private volatile boolean cancelled;
    private volatile boolean good;
    private volatile Optional<String> failure = Optional.empty();
    private volatile String lastFault = "";
    private Duration startPause;
    private boolean everGood;
    private int faultsInRow;

    ProbeLoop(
            Probe probe,
            Pace pace,
            Target target,
            Prober prober,
            Clock clock,
            ScheduledExecutorService timer,
            Runnable changed) {
        this.probe = probe;
        this.pace = pace;
        this.target = target;
        this.prober = prober;
        this.clock = clock;
        this.timer = timer;
        this.changed = changed;
        begun = clock.instant();
        startPause = pace.fastest();
    }

    /**
     * @param good what holds until a check says otherwise
     */
    ProbeLoop start(boolean good) {
        this.good = good;
        everGood = good;
        after(pace.first());
        return this;
    }

    void cancel() {
        cancelled = true;
    }

    /** The last verdict: passed, and not failed {@code failures} times since. */
    boolean isGood() {
        return good;
    }

    /** What was wrong, once it failed {@code failures} times in a row. */
    Optional<String> failure() {
        return failure;
    }

    /** What the last check found wrong; empty before the first and after a good one. */
    String lastFault() {
        return lastFault;
    }

    /** How long it has gone on. */
    Duration age() {
        return Duration.between(begun, clock.instant());
    }

    private void after(Duration pause) {
        if (!cancelled) timer.schedule(this::once, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void once() {
        if (cancelled) return;
        prober.check(probe.check(), target, probe.timeout()).thenAccept(fault -> {
            if (cancelled) return;
            boolean wasGood = good;
            boolean hadFailed = failure.isPresent();
            note(fault);
            if (wasGood != good || hadFailed != failure.isPresent()) changed.run();
            if (!(good && pace.endsOnceGood())) after(pause());
        });
    }

    private void note(Optional<String> fault) {
        lastFault = fault.orElse("");
        if (fault.isEmpty()) {
            faultsInRow = 0;
            failure = Optional.empty();
            everGood = true;
            good = true;
        } else if (++faultsInRow >= probe.failures()) {
            failure = fault;
            good = false;
        }
    }

    private Duration pause() {
        if (everGood || pace.slowestAtStart().isZero()) return probe.every();
        Duration now = startPause;
        Duration longer = now.multipliedBy(3).dividedBy(2);
        startPause = longer.compareTo(pace.slowestAtStart()) > 0 ? pace.slowestAtStart() : longer;
        return now;
    }
}
