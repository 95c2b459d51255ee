package dev.caravan.main;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.flow.Driver;
import dev.caravan.grid.GridConfig;
import dev.caravan.grid.GridMember;
import dev.caravan.grid.Projector;
import dev.caravan.journal.Journal;
import dev.caravan.json.Json;
import dev.caravan.model.Kind;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.proxy.link.LinkClient;
import dev.caravan.script.ScriptCompiler;
import dev.caravan.server.ApiConfig;
import dev.caravan.server.ApiServer;
import dev.caravan.server.Version;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.Query;
import dev.caravan.store.Signals;
import dev.caravan.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One control-plane member: journal, grid member, projection, driver and API, started in this order. */
public final class ControlPlane implements AutoCloseable {
    /**
     * What it is started with.
     *
     * @param alone whether no other process will join the grid
     * @param nodes nodes whose agents run in this process
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
            List<String> nodes) {}

    private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);

    private final Config config;
    private final Threads threads = new Threads();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private Journal journal;
    private GridMember member;
    private Projector projector;
    private ClusterStore store;
    private Signals signals;
    private Driver driver;
    private ApiServer api;

    public ControlPlane(Config config) {
        this.config = config;
    }

    /** Starts all parts; if one cannot be started, those before it are stopped again. */
    public void start() {
        try {
            opened.push(threads);
            journal = new Journal(config.name(), config.journal());
            journal.start();
            LOG.info("event=Started part=journal revision={}", journal.<Long>read(state -> state.revision()));
            opened.push(journal);
            member = GridMember.start(new GridConfig(
                    config.clusterName(),
                    config.name(),
                    config.address(),
                    config.gridPort(),
                    List.of(),
                    true,
                    config.alone(),
                    config.nodes()));
            opened.push(member);
            LOG.info("event=Started part=grid address={}:{}", config.address(), config.gridPort());
            projector = member.project(journal);
            opened.push(projector);
            store = member.store(journal);
            signals = member.signals();
            startDriver();
            startApi();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void startDriver() {
        driver = new Driver(new Driver.Parts(
                store,
                signals,
                journal.feed(),
                projector::whenProjected,
                journal::term,
                Clock.systemUTC(),
                Threads::newId,
                threads.lanes(),
                threads.timer()));
        driver.start();
        opened.push(driver);
        LOG.info("event=Started part=driver term={}", journal.term());
    }

    private void startApi() {
        api = new ApiServer(new ApiConfig(
                config.address(),
                config.apiPort(),
                config.token(),
                store,
                journal.feed(),
                projector::whenProjected,
                new ScriptCompiler(),
                this::openLog,
                this::status,
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

    private ObjectNode status(boolean console) {
        ObjectNode status = Json.object().put("version", Version.text());
        String problem = journal.isLeader() ? "" : "the journal has no leader";
        int ready = 0;
        List<Node> nodes = List.of();
        try {
            nodes = store.list(Query.of(Kind.NODE), Node.class);
            ready = (int) nodes.stream().filter(Node::isReady).count();
            if (ready < nodes.size()) problem = nodes.size() - ready + " of " + nodes.size() + " nodes not ready";
        } catch (StoreException e) {
            problem = e.getMessage();
        }
        long revision = journal.read(state -> state.revision());
        status.put("healthy", problem.isEmpty())
                .put("problem", problem)
                .put("leader", journal.member())
                .put("term", journal.term())
                .put("revision", revision)
                .put("commitIndex", journal.commitIndex())
                .put("projectedRevision", projector.revision());
        status.putObject("nodes").put("ready", ready).put("total", nodes.size());
        ArrayNode members = status.putArray("members");
        member.members().forEach(m -> members.addObject()
                .put("name", m.name())
                .put("role", m.role())
                .put("address", m.address()));
        ArrayNode shapes = status.putArray("shapes");
        driver.liveShapes().stream().sorted().forEach(shapes::add);
        if (console) {
            status.putObject("console")
                    .put("clusterName", member.clusterName())
                    .put("member", config.address() + ":" + config.gridPort());
        }
        return status;
    }

    public ClusterStore store() {
        return store;
    }

    public Signals signals() {
        return signals;
    }

    public Journal journal() {
        return journal;
    }

    public Driver driver() {
        return driver;
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
