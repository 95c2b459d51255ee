package dev.caravan.reconcile;

import dev.caravan.model.Goal;
import dev.caravan.model.Metadata;
import dev.caravan.model.Node;
import dev.caravan.model.Pod;
import dev.caravan.model.PodStatus.Phase;
import dev.caravan.model.Workload;
import dev.caravan.store.Signals.Demand;
import dev.caravan.testing.Given;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One workload under its reconcilers: applies what they decide at once, and plays the agent when it is told to. */
final class Harness {
    final List<Pod> pods = new ArrayList<>();
    final List<Workload> jobs = new ArrayList<>();
    final Map<String, Node> nodes = new HashMap<>();
    final Map<String, Demand> demand = new HashMap<>();
    private final List<Reconciler> reconcilers;
    Workload workload;
    Instant now = Given.NOW;
    boolean removed;

    Harness(Workload workload, Reconciler... reconcilers) {
        this.workload = workload;
        this.reconcilers = List.of(reconcilers);
        node(Given.node("n1"));
    }

    void node(Node node) {
        nodes.put(node.name(), node);
    }

    void advance(Duration time) {
        now = now.plus(time);
    }

    /** What the reconcilers want now; nothing is applied. */
    Changes judge() {
        Changes changes = new Changes();
        Observation observed = new Observation(workload, pods, jobs, nodes, demand, now);
        reconcilers.forEach(reconciler -> reconciler.reconcile(observed, changes));
        return changes;
    }

    /** Judges and applies. */
    Changes pass() {
        Changes changes = judge();
        changes.stops().forEach(e -> replace(e.pod(), e.pod().stopping()));
        changes.deletes().forEach(e -> pods.remove(e.pod()));
        changes.creates().forEach(this::create);
        changes.newJobs().forEach(jobs::add);
        changes.updatedJobs().forEach(job -> jobs.replaceAll(j -> j.key().equals(job.key()) ? job : j));
        changes.spec().ifPresent(spec -> workload = workload.with(spec));
        changes.status().ifPresent(status -> workload = workload.with(status));
        removed |= changes.removesWorkload();
        return changes;
    }

    private void create(Changes.NewPod wanted) {
        String name = workload.metadata().name() + "-" + wanted.templateHash() + "-" + wanted.slot() + "-"
                + wanted.incarnation();
        if (pods.stream().anyMatch(p -> p.metadata().name().equals(name))) {
            throw new IllegalStateException("there are two pods named " + name);
        }
        Pod.Spec spec = new Pod.Spec(
                workload.key(),
                workload.spec().app(),
                wanted.templateHash(),
                wanted.slot(),
                wanted.incarnation(),
                workload.spec().template(),
                Optional.of(wanted.node().orElse("n1")),
                Goal.RUN);
        pods.add(new Pod(Metadata.create("default", name, name, now), spec, null));
    }

    void replace(Pod before, Pod after) {
        pods.replaceAll(p -> p.equals(before) ? after : p);
    }

    /** The agent's next step on one pod: start it, make it ready, or stop it. */
    void agentOn(Pod pod) {
        if (pod.spec().goal() == Goal.REMOVED) {
            replace(pod, Given.ended(pod, Phase.STOPPED, now));
        } else if (pod.status().phase() == Phase.PENDING) {
            replace(pod, Given.ready(pod, false));
        } else if (pod.status().phase() == Phase.RUNNING) {
            replace(pod, Given.ready(pod, true));
        }
    }

    void agent() {
        List.copyOf(pods).forEach(this::agentOn);
    }

    void end(Pod pod, Phase phase) {
        replace(pod, Given.ended(pod, phase, now));
    }

    /** Passes and agent's steps until nothing changes; fails if that never comes. */
    void settle() {
        for (int i = 0; i < 500; i++) {
            List<Pod> before = List.copyOf(pods);
            Workload was = workload;
            pass();
            agent();
            if (pods.equals(before) && workload.equals(was)) return;
        }
        throw new IllegalStateException("it is never quiet: " + pods);
    }

    List<Pod> live() {
        return pods.stream().filter(Pod::isLive).toList();
    }

    long serving() {
        return pods.stream().filter(Pod::isServing).count();
    }

    /** Whether changes would write anything. */
    static boolean isQuiet(Changes changes) {
        return changes.creates().isEmpty()
                && changes.stops().isEmpty()
                && changes.deletes().isEmpty()
                && changes.newJobs().isEmpty()
                && changes.updatedJobs().isEmpty()
                && changes.notes().isEmpty()
                && changes.status().isEmpty()
                && !changes.removesWorkload();
    }
}
