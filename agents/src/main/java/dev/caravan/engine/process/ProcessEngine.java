package dev.caravan.engine.process;

import dev.caravan.engine.ContainerOrder;
import dev.caravan.engine.ContainerView;
import dev.caravan.engine.Engine;
import dev.caravan.engine.EngineException;
import dev.caravan.engine.EngineException.Reason;
import dev.caravan.engine.EngineListener;
import dev.caravan.engine.Inventory;
import dev.caravan.engine.LogRequest;
import dev.caravan.engine.LogSink;
import dev.caravan.engine.LogStream;
import dev.caravan.engine.PodIdentity;
import dev.caravan.engine.Sandbox;
import dev.caravan.engine.SandboxView;
import dev.caravan.engine.Started;
import dev.caravan.model.ContainerSpec;
import dev.caravan.model.PodTemplate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs containers in their process form: each in a session of its own, so that its children end with it, and with a
 * directory below the data directory that holds its log, its files and what a later agent must know to take it over.
 */
public final class ProcessEngine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessEngine.class);
    private static final long LOOK_MILLIS = 250;
    private static final long ROTATE_SECONDS = 5;

    /** Logs read at a time, each by a thread while its lines are taken. */
    private static final int MAX_READERS = 64;

    private static final long READER_IDLE_SECONDS = 10;

    private final Path pods;
    private final String address;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final FreePorts ports;
    private final Map<String, RunningProcess> known = new ConcurrentHashMap<>();
    private final Map<String, RunningProcess> adopted = new ConcurrentHashMap<>();
    private final List<Future<?>> ticking = new ArrayList<>();
    private final ExecutorService readers;
    private volatile EngineListener listener;

    /**
     * @param dataDir this node's own; {@code pods} below it belongs to the engine
     * @param address where the processes listen, such as 127.0.0.1
     * @param timer for exits of adopted processes and the rotation of logs; not closed here
     */
    public ProcessEngine(Path dataDir, String address, Clock clock, ScheduledExecutorService timer) {
        this.pods = dataDir.toAbsolutePath().resolve("pods");
        this.address = address;
        this.clock = clock;
        this.timer = timer;
        this.ports = new FreePorts(address);
        this.readers = new ThreadPoolExecutor(
                0, MAX_READERS, READER_IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "process-logs");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    @Override
    public String name() {
        return "process";
    }

    @Override
    public void start(EngineListener exits) {
        listener = exits;
        readRecords();
        ticking.add(timer.scheduleWithFixedDelay(this::lookAtAdopted, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS));
        ticking.add(timer.scheduleWithFixedDelay(this::rotate, ROTATE_SECONDS, ROTATE_SECONDS, TimeUnit.SECONDS));
    }

    private void readRecords() {
        Map<String, List<Long>> shells = Sessions.byArgument(Launch.shell());
        for (Path pod : children(pods)) {
            for (Path home : children(pod)) {
                long recorded = readRecord(home);
                List<Long> running =
                        shells.getOrDefault(home.resolve(Launch.EXIT_FILE).toString(), List.of());
                // Until it becomes the program, what the recorded shell forked has the shell's own command line.
                running.stream()
                        .filter(pid -> pid != recorded && !Sessions.isOf(pid, recorded))
                        .forEach(pid -> endUnrecorded(home, pid));
            }
        }
    }

    /** The pid of what is recorded and runs; -1 if there is none. */
    private long readRecord(Path home) {
        if (!Files.exists(home.resolve("process"))) return -1;
        try {
            RunningProcess found = new RunningProcess(ProcessRecord.readFrom(home), home);
            known.put(found.id(), found);
            if (found.isAlive()) {
                adopted.put(found.id(), found);
                return found.record().pid();
            }
            found.destroy(); // its children may have outlived it
        } catch (IOException e) {
            LOG.warn("event=process.forgotten reason=\"{}\"", e.getMessage());
        }
        return -1;
    }

    /** An agent that was killed between a start and its record left this behind: nobody else will ever end it. */
    private static void endUnrecorded(Path home, long pid) {
        LOG.info("event=process.unrecorded did=killed pid={} home={}", pid, home);
        Sessions.birth(pid).ifPresent(birth -> Sessions.members(pid, birth).forEach(ProcessHandle::destroyForcibly));
    }

    private static List<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + folder + " failed", e);
        }
    }

    private void lookAtAdopted() {
        adopted.forEach((id, process) -> {
            if (!process.isAlive() && adopted.remove(id) != null) ended(process);
        });
    }

    private void ended(RunningProcess process) {
        process.destroy();
        EngineListener told = listener;
        if (told != null) told.exited(process.id());
    }

    private void rotate() {
        known.values().forEach(process -> {
            try {
                log(process).rotate();
            } catch (IOException e) {
                LOG.warn("event=log.rotate.failed process={} reason=\"{}\"", process.id(), e.getMessage());
            }
        });
    }

    private LogFile log(RunningProcess process) {
        return new LogFile(home(process.record().pod().uid(), process.record().container()));
    }

    private Path home(String podUid, String container) {
        return pods.resolve(fileName(podUid)).resolve(fileName(container));
    }

    private static String fileName(String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException("'" + name + "' cannot name a directory");
        }
        return name;
    }

    @Override
    public CompletionStage<Void> prepare(ContainerSpec spec) {
        if (spec.process().isPresent()) return CompletableFuture.completedFuture(null);
        return CompletableFuture.failedFuture(new EngineException(
                Reason.UNSUPPORTED,
                "container " + spec.name() + " has image " + spec.image().orElse("") + " but no process form, and this"
                        + " node runs plain processes: give it one, or run it where the engine is 'docker'"));
    }

    @Override
    public Sandbox sandbox(PodIdentity pod, PodTemplate template, Optional<Sandbox> previous) {
        Map<Integer, Integer> before = previous.map(Sandbox::hostPorts).orElse(Map.of());
        try {
            Files.createDirectories(pods.resolve(fileName(pod.uid())));
        } catch (IOException e) {
            throw new EngineException(Reason.UNAVAILABLE, "making a directory for pod " + pod + " failed: " + e, e);
        }
        return new Sandbox(pod.uid(), Optional.of(address), ports.pick(template, before));
    }

    @Override
    public Started start(Sandbox sandbox, ContainerOrder order) {
        ContainerSpec.ProcessForm form = order.spec()
                .process()
                .orElseThrow(() -> new EngineException(Reason.UNSUPPORTED, order + " has no process form"));
        Path home = home(order.pod().uid(), order.spec().name());
        try {
            Files.createDirectories(home);
            Files.deleteIfExists(home.resolve(Launch.EXIT_FILE));
            writeFiles(order, home.resolve("files"));
            Process process = Launch.start(order, form, home, new LogFile(home).path(), sandbox.hostPorts());
            return remember(sandbox, order, home, process);
        } catch (IOException e) {
            throw new EngineException(Reason.UNAVAILABLE, "starting " + order + " failed: " + e, e);
        }
    }

    private Started remember(Sandbox sandbox, ContainerOrder order, Path home, Process process) throws IOException {
        ProcessRecord record = new ProcessRecord(
                order.pod(),
                order.spec().name(),
                order.attempt(),
                process.pid(),
                Sessions.birth(process.pid()).orElse("ended"),
                clock.instant(),
                address,
                sandbox.hostPorts(),
                order.spec().process().orElseThrow().directory());
        RunningProcess running = new RunningProcess(record, home);
        try {
            record.writeTo(home);
        } catch (IOException e) {
            running.destroy();
            throw e;
        }
        known.put(running.id(), running);
        process.onExit().thenAccept(shell -> {
            running.shellEnded(shell.exitValue());
            ended(running);
        });
        return new Started(running.id(), address, sandbox.hostPorts());
    }

    private static void writeFiles(ContainerOrder order, Path folder) throws IOException {
        for (Map.Entry<String, String> file : order.spec().files().entrySet()) {
            Path target = folder.resolve(file.getKey().replaceFirst("^/+", "")).normalize();
            if (!target.startsWith(folder)) {
                throw new IOException("file " + file.getKey() + " of " + order + " leaves its directory");
            }
            Files.createDirectories(target.getParent());
            Files.writeString(target, file.getValue());
        }
    }

    @Override
    public void terminate(String containerId) {
        find(containerId).ifPresent(RunningProcess::terminate);
    }

    @Override
    public void kill(String containerId) {
        find(containerId).ifPresent(RunningProcess::kill);
    }

    private Optional<RunningProcess> find(String containerId) {
        return Optional.ofNullable(known.get(containerId));
    }

    /** The log stays for the next attempt, until the sandbox is removed. */
    @Override
    public void remove(String containerId) {
        RunningProcess process = known.remove(containerId);
        if (process == null) return;
        adopted.remove(containerId);
        process.destroy();
        ProcessRecord record = process.record();
        Path home = home(record.pod().uid(), record.container());
        try {
            if (Files.exists(home.resolve("process"))
                    && ProcessRecord.readFrom(home).attempt() == record.attempt()) {
                Files.deleteIfExists(home.resolve("process"));
            }
        } catch (IOException e) {
            throw new EngineException(Reason.UNAVAILABLE, "removing process " + containerId + " failed: " + e, e);
        }
    }

    @Override
    public void removeSandbox(String sandboxId) {
        known.keySet().stream().filter(id -> id.startsWith(sandboxId + "/")).forEach(this::remove);
        Path folder = pods.resolve(fileName(sandboxId));
        if (!Files.exists(folder)) return;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new EngineException(Reason.UNAVAILABLE, "removing " + folder + " failed: " + e, e);
        }
    }

    @Override
    public Inventory list() {
        List<ContainerView> containers =
                known.values().stream().map(RunningProcess::view).toList();
        List<SandboxView> sandboxes = children(pods).stream()
                .map(folder -> folder.getFileName().toString())
                .map(uid -> new SandboxView(uid, Optional.of(uid), true, Optional.of(address)))
                .toList();
        return new Inventory(containers, sandboxes);
    }

    @Override
    public Optional<ContainerView> inspect(String containerId) {
        return find(containerId).map(RunningProcess::view);
    }

    @Override
    public boolean sandboxRuns(String sandboxId) {
        return Files.isDirectory(pods.resolve(fileName(sandboxId)));
    }

    /** Runs the command beside the process, in its directory. */
    @Override
    public CompletionStage<Integer> exec(String containerId, List<String> command, Duration timeout) {
        Optional<RunningProcess> process = find(containerId).filter(RunningProcess::isAlive);
        if (process.isEmpty()) {
            return CompletableFuture.failedFuture(
                    new EngineException(Reason.NOT_FOUND, "process " + containerId + " does not run"));
        }
        ProcessRecord record = process.get().record();
        String directory = record.directory();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.directory(
                (directory.isEmpty() ? home(record.pod().uid(), record.container()) : Path.of(directory)).toFile());
        Launch.keepPublic(builder.environment());
        record.hostPorts().forEach((port, host) -> builder.environment().put("PORT_" + port, Integer.toString(host)));
        try {
            Process run = builder.start();
            CompletableFuture<Integer> exit = run.onExit().thenApply(Process::exitValue);
            exit.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).whenComplete((code, late) -> {
                if (late != null) run.destroyForcibly();
            });
            return exit;
        } catch (IOException e) {
            return CompletableFuture.failedFuture(new EngineException(
                    Reason.REFUSED, "running " + command + " beside process " + containerId + " failed: " + e, e));
        }
    }

    @Override
    public LogStream logs(String containerId, LogRequest request, LogSink sink) {
        RunningProcess process = find(containerId)
                .orElseThrow(
                        () -> new EngineException(Reason.NOT_FOUND, "process " + containerId + " is not known here"));
        return log(process).read(request, sink, readers, timer, process::isAlive);
    }

    /** Processes cost next to nothing to start: there is no pool. */
    @Override
    public void fillPool(int sandboxes) {
        LOG.debug("event=pool.none wanted={}", sandboxes);
    }

    @Override
    public void close() {
        listener = null;
        ticking.forEach(tick -> tick.cancel(false));
        readers.shutdownNow();
    }
}
