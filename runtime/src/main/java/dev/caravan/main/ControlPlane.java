package dev.caravan.main;

import dev.caravan.connect.Connectors;
import dev.caravan.connect.IngressCalls;
import dev.caravan.flow.Driver;
import dev.caravan.grid.GridConfig;
import dev.caravan.grid.GridMember;
import dev.caravan.grid.Projector;
import dev.caravan.journal.Journal;
import dev.caravan.journal.JournalConfig;
import dev.caravan.journal.JournalStore;
import dev.caravan.model.Kind;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.proxy.link.LinkClient;
import dev.caravan.script.worker.CompilerWorker;
import dev.caravan.secret.OpenedSecrets;
import dev.caravan.secret.SecretKeys;
import dev.caravan.server.ApiConfig;
import dev.caravan.server.ApiServer;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.PodSecrets;
import dev.caravan.store.Signals;
import dev.caravan.workflow.Connector;
import dev.caravan.workflow.JdkHttpCalls;
import dev.caravan.workflow.Metrics;
import dev.caravan.workflow.World;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One control-plane member: journal, grid member, projection, driver and API, started in this order. */
public final class ControlPlane implements AutoCloseable {
    /**
     * What it is started with.
     *
     * @param alone whether no other process will join the grid
     * @param nodes nodes whose agents run in this process
     * @param secretKeys what secrets are sealed with; the same on all members
     * @param connectors what scripts may name outside of the cluster; the same on all members
     * @param quorum the members that keep the journal together; empty if this one does alone
     */
    public record Config(
            String name,
            String clusterName,
            String token,
            Path journal,
            String address,
            int apiPort,
            int gridPort,
            boolean alone,
            List<String> nodes,
            Optional<Quorum> quorum,
            SecretKeys secretKeys,
            Connectors connectors) {}

    /**
     * How this member finds the others of its quorum.
     *
     * @param journalPort where its journal listens
     * @param join {@code host:port} of the other members' journals
     * @param size how many members found a new quorum together
     */
    public record Quorum(int journalPort, List<String> join, int size) {
        public Quorum {
            join = List.copyOf(join);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);
    private static final int LAST_LINE = 4096;
    private static final long LAST_LINE_SECONDS = 10;
    private static final long PROJECTION_SECONDS = 30;
    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Config config;
    private final Threads threads = new Threads();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private Journal journal;
    private GridMember member;
    private Projector projector;
    private ClusterStore store;
    private Signals signals;
    private volatile Driver driver;
    private volatile boolean closed;
    private final ExecutorService roles = Executors.newSingleThreadExecutor(ControlPlane::roleThread);
    private ApiServer api;

    public ControlPlane(Config config) {
        this.config = config;
    }

    private static Thread roleThread(Runnable work) {
        Thread thread = new Thread(work, "caravan-role");
        thread.setDaemon(true);
        return thread;
    }

    /** Starts all parts; if one cannot be started, those before it are stopped again. */
    public void start() {
        try {
            opened.push(threads);
            journal = new Journal(journalConfig());
            opened.push(journal);
            startJournal();
            LOG.info("event=Started part=journal revision={}", journal.<Long>read(state -> state.revision()));
            member = GridMember.start(new GridConfig(
                    config.clusterName(),
                    config.name(),
                    config.address(),
                    config.gridPort(),
                    gridSeeds(),
                    true,
                    config.alone(),
                    config.nodes(),
                    config.quorum().map(Quorum::size).orElse(1)));
            opened.push(member);
            LOG.info("event=Started part=grid address={}:{}", config.address(), config.gridPort());
            projector = member.project(journal);
            opened.push(projector);
            if (config.quorum().isEmpty()) awaitProjection(journal.term());
            store = member.store(journal);
            member.openSecrets(new OpenedSecrets(new JournalStore(journal), config.secretKeys()));
            signals = member.signals();
            journal.onDriver(term -> roles.execute(() -> drive(term)));
            startApi();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private JournalConfig journalConfig() {
        return config.quorum()
                .map(quorum -> JournalConfig.member(
                        config.name(),
                        config.journal(),
                        config.address() + ":" + quorum.journalPort(),
                        config.address() + ":" + config.gridPort(),
                        quorum.join(),
                        quorum.size(),
                        config.clusterName()))
                .orElseGet(() -> JournalConfig.alone(config.name(), config.journal()));
    }

    /** Alone, the journal leads at once. In a quorum it may wait for others as long as it takes, and says for whom. */
    private void startJournal() {
        if (config.quorum().isEmpty()) {
            journal.start();
            return;
        }
        journal.open();
        long told = 0;
        while (journal.quorum().members().all().isEmpty()) {
            if (System.nanoTime() - told > TELL_NANOS) {
                told = System.nanoTime();
                LOG.info(
                        "event=WaitingForMembers quorum={} join={}",
                        config.quorum().get().size(),
                        String.join(",", config.quorum().get().join()));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the other members", e);
        }
    }

    private List<String> gridSeeds() {
        return journal.quorum().members().all().stream()
                .map(dev.caravan.journal.raft.Member::grid)
                .filter(grid -> !grid.isEmpty())
                .toList();
    }

    private void awaitProjection(long revision) {
        try {
            projector.whenProjected(revision).get(PROJECTION_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the grid could not be filled from the journal: " + e, e);
        }
    }

    /** Starts the driver when this member becomes it, stops it when it ceases to be; on one thread, in order. */
    private void drive(OptionalLong term) {
        try {
            if (driver != null) {
                driver.close();
                driver = null;
                LOG.info("event=Stopped part=driver");
            }
            if (term.isEmpty() || closed) return;
            projector.whenProjected(term.getAsLong()).get(PROJECTION_SECONDS, TimeUnit.SECONDS);
            if (!journal.driving().equals(term)) return;
            driver = newDriver(term.getAsLong());
            driver.start();
            LOG.info("event=Started part=driver term={}", term.getAsLong());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            if (closed) return;
            LOG.warn("event=DriverPutOff term={} cause=\"{}\"", term, e.toString());
            threads.timer().schedule(() -> roles.execute(() -> drive(journal.driving())), 1, TimeUnit.SECONDS);
        }
    }

    private Driver newDriver(long term) {
        return new Driver(new Driver.Parts(
                store,
                signals,
                journal.feed(),
                projector::whenProjected,
                () -> term,
                config.connectors(),
                new IngressCalls(store, signals, config.clusterName(), threads.lanes()),
                Clock.systemUTC(),
                Threads::newId,
                threads.lanes(),
                threads.timer(),
                this::reach));
    }

    /** What the steps of workflows reach outside. */
    private World.Reach reach(Connector endpoints, Metrics metrics) {
        return new World.Reach(endpoints, new JdkHttpCalls(threads.outside()), this::lastLine, metrics);
    }

    private CompletionStage<String> lastLine(Pod pod) {
        String main = pod.spec().template().containers().stream()
                .filter(container -> !container.sidecar())
                .findFirst()
                .map(dev.caravan.model.ContainerSpec::name)
                .orElse("");
        return CompletableFuture.supplyAsync(
                        () -> {
                            try (InputStream log = openLog(pod, Map.of("container", main, "tail", "1"))) {
                                return new String(log.readNBytes(LAST_LINE), StandardCharsets.UTF_8).strip();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        },
                        threads.outside())
                .orTimeout(LAST_LINE_SECONDS, TimeUnit.SECONDS);
    }

    private void startApi() {
        ClusterStatus status = new ClusterStatus(config, journal, member, projector, store, this::driver);
        CompilerWorker compiler = new CompilerWorker(CompilerWorker.Limits.USUAL, threads.timer());
        opened.push(compiler);
        api = new ApiServer(new ApiConfig(
                config.address(),
                config.apiPort(),
                config.token(),
                new JournalStore(journal),
                journal.feed(),
                compiler,
                this::openLog,
                new Administering(journal, member, status),
                config.secretKeys(),
                config.connectors().schemes(),
                Clock.systemUTC(),
                Threads::newId));
        api.start();
        opened.push(api);
        LOG.info("event=Started part=api address={}", apiAddress());
    }

    private InputStream openLog(Pod pod, Map<String, String> options) throws IOException {
        String name = pod.spec().node().orElseThrow();
        Node node = store.get(new ObjectKey(Kind.NODE, "", name), Node.class)
                .orElseThrow(() -> new IllegalArgumentException("node " + name + " is not there any more"));
        if (!node.isReady()) throw new IllegalArgumentException("node " + name + " is not ready");
        Map<String, String> params = new TreeMap<>();
        params.put("pod", pod.metadata().uid());
        for (String option : List.of("container", "tail", "since", "follow")) {
            if (options.containsKey(option)) params.put(option, options.get(option));
        }
        return new LinkClient(config.clusterName())
                .open(node.spec().address(), node.spec().linkPort(), NodeProcess.LOGS, params);
    }

    public ClusterStore store() {
        return store;
    }

    /** Completes once the grid shows a revision. */
    CompletionStage<Void> projected(long revision) {
        return projector.whenProjected(revision);
    }

    /** Where agents of this process get the values of secrets. */
    PodSecrets podSecrets() {
        return member.podSecrets();
    }

    public Signals signals() {
        return signals;
    }

    public Journal journal() {
        return journal;
    }

    /** The driver; empty while another member is. */
    public Optional<Driver> driver() {
        return Optional.ofNullable(driver);
    }

    /** What callers of the API must show. */
    String token() {
        return config.token();
    }

    /** Where the API answers. */
    public String apiAddress() {
        return config.address() + ":" + api.port();
    }

    @Override
    public void close() {
        closed = true;
        roles.shutdownNow();
        try {
            roles.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Driver running = driver;
        if (running != null) opened.push(running);
        while (!opened.isEmpty()) {
            AutoCloseable part = opened.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn(
                        "event=CloseFailed part={} cause=\"{}\"",
                        part.getClass().getSimpleName(),
                        e.toString());
            }
        }
    }
}
