package dev.caravan.agent;

import dev.caravan.model.ContainerSpec;
import dev.caravan.model.Port;
import dev.caravan.model.Probe;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The checks of one running container: startup first, then liveness and readiness. Without a readiness check, its first TCP
 * port must accept a connection once; without a port, running is enough. Confined to the pod's lane.
 */
final class ContainerProbes {
    private static final Duration PORT_FASTEST = Duration.ofMillis(10);
    private static final Duration PORT_SLOWEST = Duration.ofMillis(250);
    private static final Duration FASTEST = Duration.ofMillis(20);

    private final ContainerSpec spec;
    private final Target target;
    private final Prober prober;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final Runnable changed;

    private Optional<ProbeLoop> startup = Optional.empty();
    private Optional<ProbeLoop> liveness = Optional.empty();
    private Optional<ProbeLoop> readiness = Optional.empty();
    private boolean begun;

    ContainerProbes(
            ContainerSpec spec,
            Target target,
            Prober prober,
            Clock clock,
            ScheduledExecutorService timer,
            Runnable changed) {
        this.spec = spec;
        this.target = target;
        this.prober = prober;
        this.clock = clock;
        this.timer = timer;
        this.changed = changed;
    }

    /**
     * @param wasReady whether an earlier agent found it ready, which then holds until checks say otherwise
     */
    ContainerProbes start(boolean wasReady) {
        if (spec.startup().isPresent() && !wasReady) {
            startup = spec.startup().map(probe -> loop(probe, fast(probe, true), false));
        } else {
            begin(wasReady);
        }
        return this;
    }

    /** Goes on to the other checks once startup passed. */
    void advance() {
        if (!begun && startup.map(ProbeLoop::isGood).orElse(true)) begin(false);
    }

    private void begin(boolean wasReady) {
        begun = true;
        liveness = spec.liveness()
                .map(probe ->
                        loop(probe, new ProbeLoop.Pace(probe.every(), probe.every(), Duration.ZERO, false), true));
        if (spec.readiness().isPresent()) {
            readiness = spec.readiness().map(probe -> loop(probe, fast(probe, false), wasReady));
        } else if (!wasReady && startup.isEmpty()) {
            readiness = spec.ports().stream()
                    .filter(port -> port.protocol() == Port.Protocol.TCP)
                    .findFirst()
                    .map(port -> loop(
                            Probe.of(new Probe.Check.Tcp(port.number())),
                            new ProbeLoop.Pace(Duration.ZERO, PORT_FASTEST, PORT_SLOWEST, true),
                            false));
        }
    }

    private static ProbeLoop.Pace fast(Probe probe, boolean endsOnceGood) {
        Duration slowest = probe.every();
        Duration fastest = FASTEST.compareTo(slowest) < 0 ? FASTEST : slowest;
        return new ProbeLoop.Pace(Duration.ZERO, fastest, slowest, endsOnceGood);
    }

    private ProbeLoop loop(Probe probe, ProbeLoop.Pace pace, boolean good) {
        return new ProbeLoop(probe, pace, target, prober, clock, timer, changed).start(good);
    }

    boolean isStarted() {
        return begun;
    }

    boolean isReady() {
        return begun && readiness.map(ProbeLoop::isGood).orElse(true);
    }

    /** Why the container must be started again, as a word and a sentence. */
    Optional<String[]> mustRestart() {
        if (!begun && startup.isPresent()) {
            Duration within = spec.startup().orElseThrow().within();
            if (startup.get().age().compareTo(within) > 0) {
                return Optional.of(new String[] {
                    "StartupFailed",
                    "the startup check did not pass within " + within.toSeconds() + " s: "
                            + startup.get().lastFault()
                });
            }
        }
        return liveness.flatMap(ProbeLoop::failure).map(fault -> new String[] {"LivenessFailed", fault});
    }

    /** When {@link #mustRestart} may change though no check was answered. */
    Optional<Duration> startupLeft() {
        return begun
                ? Optional.empty()
                : startup.map(loop -> spec.startup().orElseThrow().within().minus(loop.age()));
    }

    /** What readiness waits for; empty if for nothing. */
    String waitsFor() {
        return (begun ? readiness : startup).map(ProbeLoop::lastFault).orElse("");
    }

    void cancel() {
        startup.ifPresent(ProbeLoop::cancel);
        liveness.ifPresent(ProbeLoop::cancel);
        readiness.ifPresent(ProbeLoop::cancel);
    }
}
