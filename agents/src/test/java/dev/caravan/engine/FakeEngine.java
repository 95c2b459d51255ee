package dev.caravan.engine;

import dev.caravan.model.ContainerSpec;
import dev.caravan.model.PodTemplate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An engine in memory whose containers run until a test ends them; it outlives its agents, as a real one does. */
public final class FakeEngine implements Engine {
    private final Clock clock;
    private final Object lock = new Object();
    private final Map<String, ContainerView> containers = new LinkedHashMap<>();
    private final Map<String, SandboxView> sandboxes = new LinkedHashMap<>();
    private final Map<String, List<String>> logs = new ConcurrentHashMap<>();
    private final Set<String> missingImages = ConcurrentHashMap.newKeySet();
    private final Set<String> stubborn = ConcurrentHashMap.newKeySet();
    private final Set<String> brief = ConcurrentHashMap.newKeySet();
    private final List<ContainerOrder> orders = new java.util.concurrent.CopyOnWriteArrayList<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private volatile int execCode;
    private volatile EngineListener listener;
    private int number;

    public FakeEngine(Clock clock) {
        this.clock = clock;
    }

    /** What was asked of it, such as {@code start main/0} or {@code terminate c-1}. */
    public List<String> calls() {
        return calls;
    }

    public void missImage(String image) {
        missingImages.add(image);
    }

    public void haveImage(String image) {
        missingImages.remove(image);
    }

    /** Containers of this name do not end on SIGTERM. */
    public void ignoreTerminate(String container) {
        stubborn.add(container);
    }

    /** Containers of this name end with 0 before their start is answered. */
    public void endAtOnce(String container) {
        brief.add(container);
    }

    public void execEndsWith(int code) {
        execCode = code;
    }

    /** Ends a container by itself. */
    public void exit(String id, int code) {
        synchronized (lock) {
            ContainerView view = containers.get(id);
            if (view == null || !view.isRunning()) return;
            containers.put(id, as(view, ContainerView.State.EXITED, Optional.of(code)));
        }
        tell(id);
    }

    public void breakSandbox(String id) {
        synchronized (lock) {
            sandboxes.computeIfPresent(
                    id, (key, view) -> new SandboxView(view.id(), view.podUid(), false, view.address()));
        }
        tell(id);
    }

    /** As after a break in the engine's news. */
    public void lookAgain() {
        EngineListener told = listener;
        if (told != null) told.lookAgain();
    }

    private void tell(String id) {
        EngineListener told = listener;
        if (told != null) told.exited(id);
    }

    /** The running container of a pod. */
    public Optional<ContainerView> running(String pod, String container) {
        return list().containers().stream()
                .filter(view -> view.isRunning()
                        && view.pod().name().equals(pod)
                        && view.container().equals(container))
                .findFirst();
    }

    private static ContainerView as(ContainerView view, ContainerView.State state, Optional<Integer> code) {
        return new ContainerView(
                view.id(),
                view.pod(),
                view.container(),
                view.attempt(),
                view.sandboxId(),
                state,
                code,
                false,
                view.startedAt(),
                view.address(),
                view.hostPorts());
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public void start(EngineListener exits) {
        listener = exits;
    }

    @Override
    public CompletionStage<Void> prepare(ContainerSpec spec) {
        String image = spec.image().orElse("");
        if (!missingImages.contains(image)) return CompletableFuture.completedFuture(null);
        return CompletableFuture.failedFuture(
                new EngineException(EngineException.Reason.IMAGE_PULL_FAILED, "image " + image + " is nowhere"));
    }

    @Override
    public Sandbox sandbox(PodIdentity pod, PodTemplate template, Optional<Sandbox> previous) {
        synchronized (lock) {
            String id = "s-" + ++number;
            sandboxes.put(id, new SandboxView(id, Optional.of(pod.uid()), true, Optional.of("127.0.0.1")));
            return new Sandbox(id, Optional.of("127.0.0.1"), Map.of());
        }
    }

    @Override
    public Started start(Sandbox sandbox, ContainerOrder order) {
        Started started = make(sandbox, order);
        if (brief.contains(order.spec().name())) exit(started.id(), 0);
        return started;
    }

    /** What was started, in order. */
    public List<ContainerOrder> orders() {
        return List.copyOf(orders);
    }

    private Started make(Sandbox sandbox, ContainerOrder order) {
        orders.add(order);
        calls.add("start " + order.spec().name() + "/" + order.attempt());
        synchronized (lock) {
            if (!sandboxRuns(sandbox.id())) {
                throw new EngineException(EngineException.Reason.SANDBOX_LOST, sandbox.id() + " does not run");
            }
            String id = "c-" + ++number;
            containers.put(
                    id,
                    new ContainerView(
                            id,
                            order.pod(),
                            order.spec().name(),
                            order.attempt(),
                            sandbox.id(),
                            ContainerView.State.RUNNING,
                            Optional.empty(),
                            false,
                            Optional.of(clock.instant()),
                            Optional.empty(),
                            Map.of()));
            logs.put(id, new ArrayList<>(List.of("hello from " + order.pod().name())));
            return new Started(id, "127.0.0.1", Map.of());
        }
    }

    @Override
    public void terminate(String containerId) {
        calls.add("terminate " + containerId);
        boolean ends = inspect(containerId)
                .filter(view -> !stubborn.contains(view.container()))
                .isPresent();
        if (ends) exit(containerId, 143);
    }

    @Override
    public void kill(String containerId) {
        calls.add("kill " + containerId);
        exit(containerId, 137);
    }

    @Override
    public void remove(String containerId) {
        calls.add("remove " + containerId);
        synchronized (lock) {
            containers.remove(containerId);
            sandboxes.remove(containerId);
        }
    }

    @Override
    public void removeSandbox(String sandboxId) {
        remove(sandboxId);
    }

    @Override
    public Inventory list() {
        synchronized (lock) {
            return new Inventory(List.copyOf(containers.values()), List.copyOf(sandboxes.values()));
        }
    }

    @Override
    public Optional<ContainerView> inspect(String containerId) {
        synchronized (lock) {
            return Optional.ofNullable(containers.get(containerId));
        }
    }

    @Override
    public boolean sandboxRuns(String sandboxId) {
        synchronized (lock) {
            SandboxView view = sandboxes.get(sandboxId);
            return view != null && view.running();
        }
    }

    @Override
    public CompletionStage<Integer> exec(String containerId, List<String> command, Duration timeout) {
        return CompletableFuture.completedFuture(execCode);
    }

    @Override
    public LogStream logs(String containerId, LogRequest request, LogSink sink) {
        logs.getOrDefault(containerId, List.of()).forEach(sink::line);
        sink.end(Optional.empty());
        return () -> {};
    }

    @Override
    public void fillPool(int sandboxes) {
        calls.add("fillPool " + sandboxes);
    }

    @Override
    public void close() {
        listener = null;
    }
}
