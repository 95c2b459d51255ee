package dev.caravan.agent;

import dev.caravan.engine.ContainerView;
import dev.caravan.engine.EngineException;
import dev.caravan.engine.PodIdentity;
import dev.caravan.engine.Sandbox;
import dev.caravan.engine.SandboxView;
import dev.caravan.model.ContainerStatus;
import dev.caravan.model.Goal;
import dev.caravan.model.Kind;
import dev.caravan.model.Pod;
import dev.caravan.model.PodStatus;
import dev.caravan.model.PodStatus.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One pod on its node. {@link #advance} does one step and says why; all the rest is what the steps have in common.
 * Invariants: nothing is started before the engine was looked at; a sandbox serves one pod; a container that ended is counted
 * once; nothing of the pod is forgotten before the engine has nothing of it.
 *
 * <p>Confined to the pod's lane.
 */
final class PodRun {
    final PodIdentity identity;
    final Site site;
    final Runnable wake;
    final List<ContainerRun> containers = new ArrayList<>();
    final Set<String> leftovers = new HashSet<>();

    Optional<Pod> pod = Optional.empty();
    Optional<Sandbox> sandbox = Optional.empty();
    boolean sandboxSuspect;

    /** It was restarted by someone: its containers hold on to a network that is gone. */
    boolean sandboxMoved;

    boolean everReady;
    Phase phase = Phase.PENDING;
    Optional<Instant> startedAt = Optional.empty();
    Optional<Instant> finishedAt = Optional.empty();
    String endReason = "";
    String endMessage = "";

    private final PodStart start = new PodStart(this);
    private final PodStop stop = new PodStop(this);
    private boolean looked;
    private boolean over;

    PodRun(PodIdentity identity, Site site, Runnable wake) {
        this.identity = identity;
        this.site = site;
        this.wake = wake;
    }

    /** The pod as the store has it; empty once it has it no more. */
    void wanted(Optional<Pod> found) {
        if (found.isPresent() && containers.isEmpty()) learn(found.get());
        pod = found;
    }

    private void learn(Pod first) {
        first.spec().template().containers().stream()
                .map(ContainerRun::new)
                .sorted(Comparator.comparing(c -> !c.spec.sidecar()))
                .forEach(containers::add);
        PodStatus reported = first.status();
        everReady = reported.ready();
        startedAt = reported.startedAt();
        finishedAt = reported.finishedAt();
        if (reported.phase().isTerminal() || reported.phase() == Phase.STOPPING) phase = reported.phase();
        if (phase.isTerminal()) {
            endReason = reported.reason();
            endMessage = reported.message();
        }
        for (ContainerRun c : containers) {
            reported(c.spec.name())
                    .filter(status -> !status.id().isEmpty() || status.restarts() > 0)
                    .ifPresent(status -> c.attempt = status.restarts());
        }
    }

    /** What was last reported of a container, as the store has it. */
    Optional<ContainerStatus> reported(String container) {
        return pod.stream()
                .flatMap(p -> p.status().containers().stream())
                .filter(status -> status.name().equals(container))
                .findFirst();
    }

    /** Nothing is to be found in the engine: it was looked at before this pod came. */
    void lookedAndEmpty() {
        looked = true;
    }

    /** Takes in what the engine has of this pod. */
    void look(List<ContainerView> views, List<SandboxView> sandboxes) {
        if (looked) compare(views, sandboxes);
        else adopt(views, sandboxes);
        looked = true;
    }

    private void adopt(List<ContainerView> views, List<SandboxView> sandboxes) {
        Map<Integer, Integer> ports = new TreeMap<>();
        Optional<String> address = Optional.empty();
        for (ContainerView view : newestFirst(views)) {
            Optional<ContainerRun> match = containers.stream()
                    .filter(c -> c.spec.name().equals(view.container()) && c.id.isEmpty())
                    .filter(c -> view.state() != ContainerView.State.CREATED)
                    .findFirst();
            if (match.isEmpty()) {
                leftovers.add(view.id());
                continue;
            }
            match.get().adopted(view, pod.isPresent() ? reported(view.container()) : Optional.empty());
            ports.putAll(view.hostPorts());
            address = address.or(view::address);
        }
        Optional<SandboxView> found = sandboxes.stream().findFirst();
        sandboxes.stream().skip(1).forEach(extra -> leftovers.add(extra.id()));
        if (found.isPresent()) {
            sandbox = Optional.of(
                    new Sandbox(found.get().id(), found.get().address().or(this::reportedAddress), ports));
            sandboxSuspect = !found.get().running();
        } else if (containers.stream().anyMatch(c -> !c.id.isEmpty())) {
            boolean joined = views.stream().anyMatch(view -> !view.sandboxId().isEmpty());
            String id = views.stream().map(ContainerView::sandboxId).findFirst().orElse("");
            sandbox = Optional.of(new Sandbox(joined ? id : "", address, ports));
            sandboxSuspect = joined;
        }
        resumeProbes();
    }

    private Optional<String> reportedAddress() {
        return pod.flatMap(p -> p.status().address());
    }

    private void resumeProbes() {
        boolean wasReady = pod.map(p -> p.status().ready()).orElse(false);
        containers.stream()
                .filter(c -> c.isRunning() && !c.suspect)
                .forEach(c -> c.probe(site, sandbox.orElse(Sandbox.none()), wasReady, wake));
    }

    private static List<ContainerView> newestFirst(List<ContainerView> views) {
        return views.stream()
                .sorted(Comparator.comparingInt(ContainerView::attempt).reversed())
                .toList();
    }

    /** A list may be older than what the lane did since: it only raises suspicion, and the engine is asked again. */
    private void compare(List<ContainerView> views, List<SandboxView> sandboxes) {
        Map<String, ContainerView> byId = new LinkedHashMap<>();
        views.forEach(view -> byId.put(view.id(), view));
        for (ContainerRun c : containers) {
            ContainerView view = byId.remove(c.id);
            if (c.isRunning() && (view == null || !view.isRunning())) c.suspect = true;
        }
        leftovers.addAll(byId.keySet());
        sandbox.filter(Sandbox::exists).ifPresent(mine -> {
            Optional<SandboxView> view = sandboxes.stream()
                    .filter(found -> found.id().equals(mine.id()))
                    .findFirst();
            boolean moved = view.flatMap(SandboxView::address).isPresent()
                    && mine.address().isPresent()
                    && !view.get().address().equals(mine.address());
            sandboxMoved |= moved;
            if (view.isEmpty() || !view.get().running() || moved) sandboxSuspect = true;
        });
        sandboxes.stream()
                .map(SandboxView::id)
                .filter(id -> sandbox.isEmpty() || !sandbox.get().id().equals(id))
                .forEach(leftovers::add);
    }

    /** Something ended, as the engine told. */
    void exited(String id) {
        containers.stream().filter(c -> c.id.equals(id)).forEach(c -> c.suspect = true);
        if (sandbox.filter(s -> s.id().equals(id)).isPresent()) sandboxSuspect = true;
    }

    /** Whether anything can be said of it yet. */
    boolean isKnown() {
        return looked && !over;
    }

    /** Ids of its containers and its sandbox. */
    Set<String> ids() {
        Set<String> ids = new HashSet<>();
        containers.stream().map(c -> c.id).filter(id -> !id.isEmpty()).forEach(ids::add);
        sandbox.map(Sandbox::id).filter(id -> !id.isEmpty()).ifPresent(ids::add);
        return ids;
    }

    /** Does one step for the pod, or finds out what it waits for. */
    Step advance() {
        if (!looked) return Step.waits("the engine was not looked at yet");
        if (over) return Step.waits("nothing of it is left");
        if (pod.isEmpty()) {
            Step step = stop.removeAll("the pod is not bound here any more");
            over = true;
            return step;
        }
        if (!leftovers.isEmpty()) return removeLeftovers();
        noteEnds();
        if (phase == Phase.STOPPED) return Step.waits("stopped");
        if (pod.get().spec().goal() == Goal.REMOVED) return stop.advance();
        if (phase.isTerminal()) return stop.endRest();
        return start.advance();
    }

    /** Whether nothing of the pod is left, in the store or in the engine. */
    boolean isOver() {
        return over;
    }

    private Step removeLeftovers() {
        Set<String> ids = Set.copyOf(leftovers);
        ids.forEach(site.engine()::remove);
        leftovers.removeAll(ids);
        return Step.done("removed " + ids.size() + " leftovers");
    }

    private void noteEnds() {
        for (ContainerRun c : containers) {
            if (!c.isRunning() || !c.suspect) continue;
            Optional<ContainerView> view = site.engine().inspect(c.id);
            if (view.filter(ContainerView::isRunning).isPresent()) c.suspect = false;
            else c.ended(view, site.clock().instant());
        }
    }

    boolean isJob() {
        Kind kind = pod.orElseThrow().spec().workload().kind();
        return kind == Kind.JOB || kind == Kind.CRON;
    }

    void finish(Phase end, String word, String sentence) {
        phase = end;
        endReason = word;
        endMessage = sentence;
        finishedAt = Optional.of(site.clock().instant());
    }

    /** What to report now. */
    PodStatus status() {
        boolean running = containers.stream().allMatch(c -> c.isRunning() || isJob() && c.hasExited());
        if (!phase.isTerminal() && phase != Phase.STOPPING) phase = running ? Phase.RUNNING : Phase.STARTING;
        if (phase == Phase.RUNNING && startedAt.isEmpty())
            startedAt = Optional.of(site.clock().instant());
        boolean ready = phase == Phase.RUNNING && containers.stream().allMatch(ContainerRun::isReady);
        everReady |= ready;
        Optional<ContainerRun> waiting = containers.stream()
                .filter(c -> !c.isRunning() && !c.reason.isEmpty())
                .findFirst();
        boolean ended = phase.isTerminal() || phase == Phase.STOPPING;
        boolean starting = phase == Phase.STARTING;
        return new PodStatus(
                phase,
                ready,
                sandbox.flatMap(Sandbox::address),
                sandbox.map(Sandbox::hostPorts).orElse(Map.of()),
                statuses(),
                ended ? endReason : starting ? waiting.map(c -> c.reason).orElse("Starting") : "",
                ended ? endMessage : starting ? waiting.map(c -> c.message).orElse("") : "",
                startedAt,
                finishedAt);
    }

    private List<ContainerStatus> statuses() {
        Map<String, ContainerStatus> byName = new LinkedHashMap<>();
        pod.orElseThrow().spec().template().containers().forEach(spec -> byName.put(spec.name(), null));
        containers.forEach(c -> byName.put(c.spec.name(), c.status()));
        return List.copyOf(byName.values());
    }

    /** What to do after an engine did not do as asked: nothing was changed, so the step is tried again. */
    static String because(EngineException e) {
        return e.reason().word() + ": " + e.getMessage();
    }
}
