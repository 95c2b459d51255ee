package dev.caravan.main;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.connect.Connectors;
import dev.caravan.flow.Driver;
import dev.caravan.flow.RouteBench;
import dev.caravan.json.Json;
import dev.caravan.model.Manifest;
import dev.caravan.model.Metadata;
import dev.caravan.model.Workload;
import dev.caravan.routes.Shape;
import dev.caravan.script.CompileOptions;
import dev.caravan.script.CompileResult;
import dev.caravan.script.ScriptCompiler;
import dev.caravan.script.Source;
import dev.caravan.script.worker.CompilerWorker;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.InMemoryClusterStore;
import dev.caravan.store.InMemorySignals;
import dev.caravan.workflow.World;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** {@code bench language}: what scripts cost to compile, and their routes to start, to run and to keep. */
final class LanguageBench {
    private static final String TEN_LINES = """
            app('hello') {
                service('web') {
                    image 'nginx:alpine'
                    replicas 3
                    port 80, at: 'hello.example/'
                    env MODE: 'production'
                    readiness http('/'), every: 2.seconds
                    place { spread 'zone' }
                }
            }
            """;

    /** Ten thousand workloads of the usual kinds. */
    private static final String TEN_THOUSAND = """
            app('big') {
                (1..2000).each {
                    service("web-$it") { image "x:$it"; replicas 0; port 80 }
                    service("db-$it") { image 'x'; replicas 0; rollout { recreate() }; place { require label('disk', 'ssd') } }
                    function("fn-$it") { image 'x'; port 80; on http("/fn-$it") }
                    job("job-$it") { image 'x'; retry it % 5; place { tolerate 'spot' } }
                    cron("cron-$it") { schedule "${it % 60} 3 * * *"; job { image 'x' } }
                }
            }
            """;

    private static final int WARM = 200;

    private final BenchCommand command;
    private final ScriptCompiler compiler = new ScriptCompiler();
    private final ObjectNode result = Json.object().put("bench", "language");

    private LanguageBench(BenchCommand command) {
        this.command = command;
    }

    static int run(BenchCommand command) {
        Logging.setUpQuiet();
        new LanguageBench(command).measure();
        return 0;
    }

    private void measure() {
        say("compiles");
        String loop = "app('big') { (1..1000).each { service(\"s$it\") { image 'x'; replicas 2; port 80 } } }";
        result.put("ten_lines_cpu_ms", compiled(TEN_LINES, WARM));
        result.put("services_1000_literal_cpu_ms", compiled(literal(1000), 5));
        result.put("services_1000_loop_cpu_ms", compiled(loop, 5));
        result.put("services_3000_literal_cpu_ms", compiled(literal(3000), 5));
        say("the process that compiles for others");
        worker();
        say("routes and rows");
        Manifest manifest = manifest(TEN_THOUSAND);
        try (Threads threads = new Threads()) {
            routes(manifest, threads);
        }
        System.out.println(Json.text(result));
    }

    private void say(String what) {
        if (command.output.isEmpty()) System.err.println("caravan: " + what);
    }

    private static String literal(int services) {
        StringBuilder script = new StringBuilder("app('big') {\n");
        for (int i = 0; i < services; i++) {
            script.append("    service('s").append(i).append("') {\n        image 'x'\n        replicas 2\n");
            script.append("        port 80\n    }\n");
        }
        return script.append("}\n").toString();
    }

    private Manifest manifest(String script) {
        CompileResult compiled = compiler.compile(new Source("bench.groovy", script, "/"), CompileOptions.none());
        return ((CompileResult.Compiled) compiled).manifest();
    }

    /** The median CPU time of a compile on this thread, once it is warm. */
    private double compiled(String script, int times) {
        double[] took = new double[times];
        for (int i = 0; i < times; i++) took[i] = cpuMillis(() -> manifest(script));
        double[] warm = Arrays.copyOfRange(took, times / 2, times);
        Arrays.sort(warm);
        return rounded(warm[warm.length / 2]);
    }

    private static double cpuMillis(Runnable work) {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        work.run();
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1e6;
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }

    /** The first answer of a process that has to be started, and a later one; wall time. */
    private void worker() {
        Source source = new Source("bench.groovy", TEN_LINES, "/");
        try (Threads threads = new Threads();
                CompilerWorker worker = new CompilerWorker(CompilerWorker.Limits.USUAL, threads.timer())) {
            long begun = System.nanoTime();
            worker.compile(source, CompileOptions.none());
            result.put("worker_first_ms", Math.round((System.nanoTime() - begun) / 1e6));
            for (int i = 0; i < 20; i++) worker.compile(source, CompileOptions.none());
            begun = System.nanoTime();
            worker.compile(source, CompileOptions.none());
            result.put("worker_later_ms", rounded((System.nanoTime() - begun) / 1e6));
        }
    }

    private void routes(Manifest manifest, Threads threads) {
        long empty = usedHeap();
        InMemoryClusterStore store = new InMemoryClusterStore();
        long term = store.drive("s1");
        Set<Shape> shapes = new LinkedHashSet<>();
        manifest.workloads().forEach(entry -> shapes.add(Shape.of(entry.spec())));
        try (RouteBench routes = new RouteBench(parts(store, term, threads))) {
            double start = cpuMillis(() -> shapes.forEach(routes::install));
            List<Workload> rows = rows(manifest);
            commit(store, rows);
            result.put("deployments", rows.size()).put("live_routes", routes.live());
            result.put("route_start_cpu_ms", rounded(start / shapes.size()));
            result.put("deployments_heap_mib", rounded((usedHeap() - empty) / 1048576.0));
            result.put("reconcile_per_s", rate(routes, store, rows.get(0)));
        }
    }

    /** As they come out of the journal: read from text, so that they share nothing with the manifest. */
    private static List<Workload> rows(Manifest manifest) {
        List<Workload> rows = new ArrayList<>();
        manifest.workloads().forEach(entry -> {
            Metadata metadata = Metadata.create(
                    "default", entry.name(), Threads.newId(), Clock.systemUTC().instant());
            rows.add((Workload) Json.read(Json.write(new Workload(metadata, entry.spec(), null))));
        });
        return rows;
    }

    private static void commit(InMemoryClusterStore store, List<Workload> rows) {
        for (int i = 0; i < rows.size(); i += 100) {
            List<Change> changes = new ArrayList<>();
            rows.subList(i, Math.min(rows.size(), i + 100)).forEach(row -> changes.add(Change.create(row)));
            store.commit(new Batch(Threads.newId(), Batch.NO_TERM, changes))
                    .toCompletableFuture()
                    .join();
        }
    }

    /** Passes of a settled service through its route, on one thread, with the state in memory. */
    private long rate(RouteBench routes, InMemoryClusterStore store, Workload row) {
        Shape shape = Shape.of(row.spec());
        for (int i = 0; i < 20_000; i++) routes.pass(shape, row.key());
        long begun = System.nanoTime();
        long limit = (long) (Math.min(3, command.seconds) * 1e9);
        long count = 0;
        while (System.nanoTime() - begun < limit) {
            for (int i = 0; i < 100; i++) routes.pass(shape, row.key());
            count += 100;
        }
        return Math.round(count / ((System.nanoTime() - begun) / 1e9));
    }

    private static Driver.Parts parts(InMemoryClusterStore store, long term, Threads threads) {
        return new Driver.Parts(
                store,
                new InMemorySignals(),
                store.feed(),
                revision -> CompletableFuture.completedFuture(null),
                () -> term,
                Connectors.none(),
                (function, body, key) -> CompletableFuture.completedFuture(""),
                Clock.systemUTC(),
                Threads::newId,
                threads.lanes(),
                threads.timer(),
                (endpoints, metrics) -> new World.Reach(
                        endpoints,
                        (method, url, body, headers) -> CompletableFuture.completedFuture(""),
                        pod -> CompletableFuture.completedFuture(""),
                        metrics));
    }

    private static long usedHeap() {
        for (int i = 0; i < 4; i++) System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
