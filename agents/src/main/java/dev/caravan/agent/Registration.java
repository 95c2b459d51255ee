package dev.caravan.agent;

import dev.caravan.model.Kind;
import dev.caravan.model.Metadata;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.StoreException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the agent's node known, leaving what operators made of it, and waits until the store shows it: then what the store
 * shows of pods is no older than this agent's start.
 */
final class Registration {
    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);
    private static final long RETRY_MILLIS = 200;
    private static final long POLL_MILLIS = 10;

    private final AgentConfig config;
    private final ClusterStore store;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final Supplier<String> ids;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private volatile boolean closed;

    Registration(
            AgentConfig config, ClusterStore store, Clock clock, ScheduledExecutorService timer, Supplier<String> ids) {
        this.config = config;
        this.store = store;
        this.clock = clock;
        this.timer = timer;
        this.ids = ids;
    }

    /** Tries until it succeeds; the read and the write are one, so that nothing an operator did in between is undone. */
    CompletableFuture<Void> start() {
        attempt();
        return done;
    }

    void close() {
        closed = true;
    }

    private void attempt() {
        if (closed) return;
        try {
            register();
        } catch (RuntimeException e) {
            retry(e);
        }
    }

    private void retry(Throwable failure) {
        LOG.warn("event=node.register.retry node={} reason=\"{}\"", config.nodeName(), failure.getMessage());
        timer.schedule(this::attempt, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void register() {
        ObjectKey key = new ObjectKey(Kind.NODE, "", config.nodeName());
        Optional<Node> known = store.get(key, Node.class);
        Node node = node(known);
        Change change = known.isPresent() ? Change.update(node) : Change.create(node);
        store.commit(new Batch(ids.get(), Batch.NO_TERM, List.of(change))).whenComplete((commit, failure) -> {
            if (failure == null) awaitRevision(commit.revision());
            else retry(failure);
        });
    }

    private void awaitRevision(long revision) {
        if (closed) return;
        if (!shows(revision)) {
            timer.schedule(() -> awaitRevision(revision), POLL_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        LOG.info(
                "event=node.registered node={} engine={} cpu_millis={} memory_bytes={}",
                config.nodeName(),
                config.engine(),
                config.cpuMillis(),
                config.memoryBytes());
        done.complete(null);
    }

    private boolean shows(long revision) {
        try {
            return store.revision() >= revision;
        } catch (StoreException e) {
            LOG.debug("event=node.register.waits node={} reason=\"{}\"", config.nodeName(), e.getMessage());
            return false;
        }
    }

    private Node node(Optional<Node> known) {
        Metadata metadata = known.map(Node::metadata)
                .orElseGet(() -> Metadata.create("", config.nodeName(), ids.get(), clock.instant()));
        Map<String, String> labels = new TreeMap<>(config.labels());
        labels.putAll(metadata.labels());
        Node.Spec spec = new Node.Spec(
                config.address(),
                config.linkPort(),
                config.ingressPort(),
                config.engine(),
                config.cpuMillis(),
                config.memoryBytes(),
                known.map(node -> node.spec().cordoned()).orElse(false),
                known.map(node -> node.spec().taints()).orElse(config.taints()));
        return new Node(metadata.labelled(labels), spec, known.map(Node::status).orElse(null));
    }
}
