package dev.caravan.main;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.bench.HttpLoad;
import dev.caravan.bench.Load;
import dev.caravan.cli.Failure;
import dev.caravan.journal.Journal;
import dev.caravan.json.Json;
import dev.caravan.model.Config;
import dev.caravan.model.ContainerSpec;
import dev.caravan.model.Goal;
import dev.caravan.model.Kind;
import dev.caravan.model.Metadata;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.PodTemplate;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.Commit;
import dev.caravan.store.Query;
import dev.caravan.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** {@code caravan bench store}: what the store can do on this machine, as one JSON line. */
final class StoreBench {
    private static final int WARM_CLIENTS = 64;
    private static final double WARM_SECONDS = 5;
    private static final int BATCH = 100;
    private static final int BATCHES_UNDER_WAY = 8;
    private static final int TRIES = 5;
    private static final int PODS_A_BATCH = 100;
    private static final int POD_BATCHES = 100;

    private final BenchCommand command;
    private final BenchCluster cluster;
    private final ObjectNode result = Json.object();
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final AtomicLong ids = new AtomicLong();

    private StoreBench(BenchCommand command, BenchCluster cluster) {
        this.command = command;
        this.cluster = cluster;
    }

    static int run(BenchCommand command) {
        if (command.members != 1 && command.members != 3) {
            throw new Failure(Failure.USAGE, "--members should be 1 or 3, was " + command.members);
        }
        if (command.clients < 1 || command.clients > Journal.MAX_IN_FLIGHT) {
            throw new Failure(Failure.USAGE, "--clients should be 1.." + Journal.MAX_IN_FLIGHT);
        }
        Logging.setUpQuiet();
        try {
            ObjectNode result = measured(command);
            say(command, "start-up and failover of members in processes of their own");
            result.setAll(FailoverBench.run(command.members));
            System.out.println(Json.text(result));
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Failure.FAILED, "interrupted");
        } catch (IOException e) {
            throw new Failure(Failure.FAILED, "the bench failed: " + e.getMessage());
        }
    }

    private static ObjectNode measured(BenchCommand command) throws IOException, InterruptedException {
        try (BenchCluster cluster = new BenchCluster(command.members)) {
            long begun = System.nanoTime();
            cluster.start();
            StoreBench bench = new StoreBench(command, cluster);
            bench.result.put("bench", "store").put("members", command.members).put("value_bytes", command.valueBytes);
            bench.result.put("start_s", seconds(begun));
            bench.measure();
            return bench.result;
        }
    }

    private static double seconds(long since) {
        return Math.round((System.nanoTime() - since) / 1e6) / 1e3;
    }

    private void measure() throws IOException, InterruptedException {
        say("warming up");
        cluster.awaitReady();
        cas(WARM_CLIENTS, Math.max(WARM_SECONDS, command.seconds));
        say("compare-and-set, one at a time");
        result.set("cas_1", cas(1));
        for (int clients : List.of(64, command.clients)) {
            say("compare-and-set, " + clients + " under way");
            result.set("cas_" + clients, cas(clients));
        }
        say("compare-and-set in batches of " + BATCH);
        result.set("batches_" + BATCH, batches());
        say("through the API, from another process");
        result.set("api_cas_1", http("put", 1));
        result.set("api_cas_64", http("put", 64));
        if (command.clients != 64) result.set("api_cas_" + command.clients, http("put", command.clients));
        say("reads and watches");
        result.set("get_grid", reads());
        result.set("api_get_1", http("get", 1));
        result.set("api_get_64", http("get", 64));
        result.set("watch", watch());
        result.set("api_watch", http("watch", 1));
        say("pods in batches");
        pods();
        result.put("rss_mib", cluster.residentMib());
    }

    private void say(String what) {
        say(command, what);
    }

    private static void say(BenchCommand command, String what) {
        if (command.output.isEmpty()) System.err.println("caravan: " + what);
    }

    private Journal journal() {
        return cluster.plane().journal();
    }

    private ObjectNode cas(int clients) {
        return cas(clients, command.seconds);
    }

    private ObjectNode cas(int clients, double seconds) {
        String value = "x".repeat(command.valueBytes);
        AtomicLongArray versions = new AtomicLongArray(clients);
        String prefix = "in-" + ids.incrementAndGet() + "-";
        return new Load(client -> put(prefix + client, value, versions, client), executor).run(clients, seconds);
    }

    private CompletionStage<?> put(String name, String value, AtomicLongArray versions, int client) {
        return journal()
                .submit(batch(List.of(new Change.Put(config(name, value), versions.get(client)))))
                .thenAccept(commit -> versions.set(client, commit.revision()));
    }

    private Batch batch(List<Change> changes) {
        return new Batch("bench-" + ids.incrementAndGet(), Batch.NO_TERM, changes);
    }

    /** Objects a second, each batch one commit. */
    private ObjectNode batches() {
        String value = "x".repeat(command.valueBytes);
        AtomicLongArray versions = new AtomicLongArray(BATCHES_UNDER_WAY);
        ObjectNode times = new Load(
                        client -> {
                            List<Change> changes = new ArrayList<>();
                            for (int i = 0; i < BATCH; i++) {
                                changes.add(
                                        new Change.Put(config("b-" + client + "-" + i, value), versions.get(client)));
                            }
                            return journal()
                                    .submit(batch(changes))
                                    .thenAccept(commit -> versions.set(client, commit.revision()));
                        },
                        executor)
                .run(BATCHES_UNDER_WAY, command.seconds);
        return times.put("objects_per_s", times.path("per_s").asLong() * BATCH);
    }

    private Config config(String name, String value) {
        return new Config(
                Metadata.create("default", name, "u-" + name, Instant.EPOCH)
                        .labelled(Map.of("n", Long.toString(ids.get()))),
                new Config.Spec(Map.of("v", value)));
    }

    private ObjectNode http(String what, int clients) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HttpLoad.class.getName(),
                        what,
                        "127.0.0.1",
                        Integer.toString(cluster.apiPort()),
                        cluster.token(),
                        Integer.toString(clients),
                        Integer.toString(command.valueBytes),
                        Double.toString(command.seconds))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) throw new IOException("the client process failed: " + out);
        return (ObjectNode) Json.parse(out.strip().getBytes(StandardCharsets.UTF_8));
    }

    /** One object by name, as controllers and agents read it. */
    private ObjectNode reads() {
        put("read", "x".repeat(command.valueBytes), new AtomicLongArray(1), 0)
                .toCompletableFuture()
                .join();
        long written = journal().read(s -> s.revision());
        cluster.plane().projected(written).toCompletableFuture().join();
        ObjectKey key = new ObjectKey(Kind.CONFIG, "default", "read");
        return new Load(
                        client -> {
                            cluster.plane().store().get(key).orElseThrow();
                            return CompletableFuture.completedFuture(null);
                        },
                        executor)
                .run(1, Math.min(3, command.seconds));
    }

    /** From the beginning of a write until a watcher of this member has its event. */
    private ObjectNode watch() {
        Map<String, CompletableFuture<Void>> awaited = new ConcurrentHashMap<>();
        var subscription = journal()
                .feed()
                .follow(
                        cluster.plane().journal().read(s -> s.revision()),
                        events -> events.forEach(event -> {
                            CompletableFuture<Void> seen = awaited.remove(
                                    event.resource().metadata().labels().getOrDefault("n", ""));
                            if (seen != null) seen.complete(null);
                        }));
        String value = "x".repeat(command.valueBytes);
        AtomicLongArray versions = new AtomicLongArray(1);
        ObjectNode times = new Load(
                        client -> {
                            CompletableFuture<Void> seen = new CompletableFuture<>();
                            awaited.put(Long.toString(ids.get()), seen);
                            return put("watched", value, versions, client).thenCompose(done -> seen);
                        },
                        executor)
                .run(1, Math.min(5, command.seconds));
        subscription.close();
        return times;
    }

    /** Creates and binds pods in batches; done when the grid shows the last. */
    private void pods() throws InterruptedException {
        Node node = new Node(
                Metadata.create("", "bench", "u-bench", Instant.EPOCH),
                new Node.Spec("127.0.0.1", 1, 1, "process", 1L << 40, 1L << 50, true, List.of()),
                null);
        surely(batch(List.of(Change.register(node))), TRIES).join();
        long begun = System.nanoTime();
        CompletableFuture<Long> last = CompletableFuture.completedFuture(0L);
        List<CompletableFuture<Long>> all = new ArrayList<>();
        for (int b = 0; b < POD_BATCHES; b++) {
            List<Change> changes = new ArrayList<>();
            for (int i = 0; i < PODS_A_BATCH; i++) changes.add(Change.create(pod(b * PODS_A_BATCH + i)));
            last = surely(batch(changes), TRIES).thenApply(commit -> commit.revision());
            all.add(last);
            if (all.size() >= 8) all.remove(0).join();
        }
        long revision = last.join();
        double committed = seconds(begun);
        awaitProjected(revision);
        double projected = seconds(begun);
        long shown = cluster.plane().store().list(Query.of(Kind.POD)).items().size();
        result.putObject("pods")
                .put("committed_per_s", Math.round(PODS_A_BATCH * POD_BATCHES / committed))
                .put("projected_per_s", Math.round(PODS_A_BATCH * POD_BATCHES / projected))
                .put("lag_ms", Math.round((projected - committed) * 1000))
                .put("shown", shown);
    }

    /** As a client does that must go on: what nobody answered is sent again, and done once by its opId. */
    private CompletableFuture<Commit> surely(Batch batch, int tries) {
        return journal().submit(batch).toCompletableFuture().exceptionallyCompose(failure -> {
            boolean again = tries > 1 && StoreException.of(failure).reason() == StoreException.Reason.UNAVAILABLE;
            return again ? surely(batch, tries - 1) : CompletableFuture.failedFuture(failure);
        });
    }

    private void awaitProjected(long revision) throws InterruptedException {
        cluster.plane().projected(revision).toCompletableFuture().join();
    }

    private static Pod pod(int number) {
        ContainerSpec container = Json.convert("{\"name\":\"main\",\"image\":\"bench:1\"}", ContainerSpec.class);
        PodTemplate template = Json.convert("{\"containers\":[" + Json.text(container) + "]}", PodTemplate.class);
        return new Pod(
                Metadata.create("default", "bench-" + number, "u-" + number, Instant.EPOCH),
                new Pod.Spec(
                        new ObjectKey(Kind.SERVICE, "default", "bench"),
                        "bench",
                        "hash",
                        number,
                        0,
                        template,
                        Optional.of("bench"),
                        Goal.RUN),
                null);
    }
}
