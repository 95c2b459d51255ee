package dev.caravan.simulate;

import dev.caravan.model.ContainerStatus;
import dev.caravan.model.Goal;
import dev.caravan.model.Kind;
import dev.caravan.model.Pod;
import dev.caravan.model.PodStatus;
import dev.caravan.model.PodStatus.Phase;
import dev.caravan.store.Change;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.Query;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A node that plays its agent's part: pods that are bound to it start, get ready, end and stop after times that the seed decides.
 * While it is down it does and says nothing; what ran on it is gone when it is back. Confined to the simulation's thread.
 */
final class SimulatedNode {
    private static final Duration LEAST = Duration.ofMillis(20);

    private final String name;
    private final ClusterStore store;
    private final VirtualTime time;
    private final Random random;
    private final Consumer<Change> report;

    /** Pods that something is under way for, by uid. */
    private final Set<String> busy = new HashSet<>();

    private final Map<String, Integer> restarts = new HashMap<>();
    private boolean up = true;

    /** Raised when it goes down: what was under way before is over. */
    private int life;

    private boolean lookDue;

    SimulatedNode(String name, ClusterStore store, VirtualTime time, Random random, Consumer<Change> report) {
        this.name = name;
        this.store = store;
        this.time = time;
        this.random = random;
        this.report = report;
    }

    String name() {
        return name;
    }

    boolean isUp() {
        return up;
    }

    void goDown() {
        up = false;
        life++;
        busy.clear();
        lookDue = false;
    }

    /** Everything that is still wanted here starts anew. */
    void comeBack() {
        up = true;
        for (Pod pod : pods()) {
            if (pod.isLive() && pod.status().phase() != Phase.PENDING) {
                restarts.merge(pod.metadata().uid(), 1, Integer::sum);
                tell(pod, Phase.STARTING, false, "Restarted");
            }
        }
        lookSoon();
    }

    /** Looks at its pods, after as long as it takes to hear of them. */
    void lookSoon() {
        if (lookDue) return;
        lookDue = true;
        later(LEAST, Duration.ofMillis(60), () -> {
            lookDue = false;
            pods().forEach(this::look);
        });
    }

    private List<Pod> pods() {
        return store.list(Query.of(Kind.POD).onNode(name), Pod.class);
    }

    private void look(Pod pod) {
        Phase phase = pod.status().phase();
        if (phase.isTerminal() || busy.contains(pod.metadata().uid())) return;
        if (pod.spec().goal() == Goal.REMOVED) {
            after(
                    pod,
                    Duration.ofMillis(50),
                    Duration.ofMillis(300),
                    now -> tell(now, Phase.STOPPED, false, "Stopped"));
        } else if (phase == Phase.PENDING || phase == Phase.STARTING) {
            after(pod, Duration.ofMillis(150), Duration.ofMillis(700), now -> tell(now, Phase.RUNNING, false, ""));
        } else if (pod.spec().workload().kind() == Kind.JOB) {
            after(
                    pod,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(3),
                    now -> tell(now, Phase.SUCCEEDED, false, "Completed"));
        } else if (!pod.status().ready()) {
            after(pod, Duration.ofMillis(100), Duration.ofMillis(500), now -> tell(now, Phase.RUNNING, true, ""));
        }
    }

    /** The containers of a pod end; they are started again. */
    void crash(Pod pod) {
        restarts.merge(pod.metadata().uid(), 1, Integer::sum);
        tell(pod, Phase.STARTING, false, "Error");
    }

    private void after(Pod pod, Duration least, Duration most, Consumer<Pod> then) {
        String uid = pod.metadata().uid();
        busy.add(uid);
        later(least, most, () -> {
            busy.remove(uid);
            store.get(pod.key(), Pod.class)
                    .filter(now -> now.metadata().uid().equals(uid)
                            && !now.status().phase().isTerminal())
                    .ifPresent(then);
            lookSoon();
        });
    }

    private void later(Duration least, Duration most, Runnable work) {
        int lived = life;
        long millis = least.toMillis() + random.nextInt((int) most.minus(least).toMillis() + 1);
        time.schedule(
                () -> {
                    if (up && life == lived) work.run();
                },
                millis,
                TimeUnit.MILLISECONDS);
    }

    private void tell(Pod pod, Phase phase, boolean ready, String reason) {
        String uid = pod.metadata().uid();
        List<ContainerStatus> containers = pod.spec().template().containers().stream()
                .map(c -> new ContainerStatus(
                        c.name(),
                        phase == Phase.RUNNING ? ContainerStatus.State.RUNNING : ContainerStatus.State.EXITED,
                        restarts.getOrDefault(uid, 0),
                        Optional.empty(),
                        reason,
                        "",
                        Optional.of(time.now())))
                .toList();
        PodStatus status = new PodStatus(
                phase,
                ready,
                Optional.of("10.0.0.1"),
                Map.of(),
                containers,
                reason,
                "",
                Optional.of(time.now()),
                phase.isTerminal() ? Optional.of(time.now()) : Optional.empty());
        report.accept(new Change.ReportPod(pod.key(), uid, name, status));
    }
}
