package dev.caravan.main;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cli.Failure;
import dev.caravan.json.Json;
import dev.caravan.model.Definition;
import dev.caravan.model.Kind;
import dev.caravan.model.Manifest;
import dev.caravan.model.Metadata;
import dev.caravan.model.Run;
import dev.caravan.model.RunStatus;
import dev.caravan.model.Workflow;
import dev.caravan.model.WorkflowSpec;
import dev.caravan.routes.WorkflowRoutes;
import dev.caravan.script.CompileOptions;
import dev.caravan.script.CompileResult;
import dev.caravan.script.ScriptCompiler;
import dev.caravan.script.Source;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.Query;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** {@code caravan bench workflows}: what many waiting runs take, and how quickly they go on, as one JSON line. */
final class WorkflowBench {
    private static final int A_BATCH = 500;
    private static final long LIMIT_SECONDS = 300;
    private static final String SCRIPT = """
            app('bench') {
                workflow('waits') {
                    input { text 'tag' }
                    timeout 3.days
                    approve('go') { expires 24.hours }
                    approve('again') { expires 24.hours }
                }
            }
            """;

    private final BenchCommand command;
    private final BenchCluster cluster;
    private final ObjectNode result = Json.object();

    private WorkflowBench(BenchCommand command, BenchCluster cluster) {
        this.command = command;
        this.cluster = cluster;
    }

    static int run(BenchCommand command) {
        Logging.setUpQuiet();
        if (command.runs < 1) throw new Failure(Failure.USAGE, "--runs should be at least 1, was " + command.runs);
        try (BenchCluster cluster = new BenchCluster(1)) {
            cluster.start();
            new WorkflowBench(command, cluster).measure();
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Failure.FAILED, "interrupted");
        } catch (IOException e) {
            throw new Failure(Failure.FAILED, "the memory of this process cannot be read: " + e.getMessage());
        }
    }

    private void measure() throws InterruptedException, IOException {
        WorkflowSpec spec = workflow();
        String hash = WorkflowRoutes.hash(spec);
        commit(List.of(
                Change.create(new Workflow(metadata("waits"), spec, null)),
                Change.create(new Definition(metadata(Run.definitionName("waits", hash)), spec))));
        long heap = heapBytes();
        int threads = threads();
        say("starting " + command.runs + " runs, each of which waits for an approval");
        long begun = System.nanoTime();
        for (int from = 0; from < command.runs; from += A_BATCH) {
            List<Change> changes = new ArrayList<>();
            for (int i = from; i < Math.min(command.runs, from + A_BATCH); i++)
                changes.add(Change.create(run(i, hash)));
            commit(changes);
        }
        awaitPhase("go");
        double seconds = (System.nanoTime() - begun) / 1e9;
        result.put("runs", command.runs).put("runsToWaitPerSecond", Math.round(command.runs / seconds));
        result.put("threadsBefore", threads).put("threadsWhileWaiting", threads());
        result.put("heapBytesPerRun", (heapBytes() - heap) / command.runs);
        result.put("residentMib", cluster.residentMib());
        result.put(
                "liveRoutes",
                cluster.plane().driver().orElseThrow().liveWorkflows().size());
        idle();
        begun = System.nanoTime();
        vote();
        awaitPhase("again");
        seconds = (System.nanoTime() - begun) / 1e9;
        result.put("approvedPerSecond", Math.round(command.runs / seconds));
        System.out.println(Json.text(result));
    }

    /** What waiting costs: the cpu of this whole process, over three looks at everything. */
    private void idle() throws InterruptedException {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long begun = System.nanoTime();
        TimeUnit.SECONDS.sleep(30);
        double share = (double) (system.getProcessCpuTime() - cpu) / (System.nanoTime() - begun);
        result.put("cpuPercentOfOneCoreWhileWaiting", Math.round(share * 1000) / 10.0);
    }

    private static WorkflowSpec workflow() {
        CompileResult result =
                new ScriptCompiler().compile(new Source("bench.groovy", SCRIPT, ""), CompileOptions.none());
        if (!(result instanceof CompileResult.Compiled compiled)) throw new IllegalStateException(result.toString());
        Manifest manifest = compiled.manifest();
        return manifest.workflows().get(0);
    }

    private static Metadata metadata(String name) {
        return Metadata.create("default", name, Threads.newId(), Instant.now());
    }

    private static Run run(int number, String hash) {
        Run.Spec spec = new Run.Spec(
                "bench", "waits", hash, Map.of("tag", "1." + number), Map.of(), "bench", false, 0, List.of());
        return new Run(metadata("waits-" + number), spec, null);
    }

    private List<Run> runs() {
        return cluster.plane().store().list(Query.of(Kind.RUN), Run.class);
    }

    private void vote() {
        UnaryOperator<Run> agreed = run -> {
            int attempt = run.status().steps().get("go").attempt();
            return run.with(run.spec().with(List.of(new Run.Vote("go", attempt, "bench", true, Instant.now()))));
        };
        List<Run> all = runs();
        for (int from = 0; from < all.size(); from += A_BATCH) {
            commit(all.subList(from, Math.min(all.size(), from + A_BATCH)).stream()
                    .map(agreed)
                    .map(Change::update)
                    .toList());
        }
    }

    private void awaitPhase(String step) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (System.nanoTime() < end) {
            long waiting = runs().stream()
                    .filter(run -> run.status().phase() == RunStatus.Phase.WAITING
                            && run.status().steps().containsKey(step))
                    .count();
            if (waiting == command.runs) return;
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new Failure(Failure.FAILED, "not all runs wait for " + step + " after " + LIMIT_SECONDS + " s");
    }

    private void commit(List<Change> changes) {
        Batch batch = new Batch(Threads.newId(), Batch.NO_TERM, changes);
        cluster.plane().store().commit(batch).toCompletableFuture().join();
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    /** What is in use after the garbage is gone. */
    private static long heapBytes() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void say(String text) {
        if (command.output.isEmpty()) System.err.println("caravan: " + text);
    }
}
