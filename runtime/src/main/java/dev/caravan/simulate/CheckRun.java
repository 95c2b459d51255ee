package dev.caravan.simulate;

import dev.caravan.model.Goal;
import dev.caravan.model.Kind;
import dev.caravan.model.Manifest;
import dev.caravan.model.Mode;
import dev.caravan.model.Names;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Trigger;
import dev.caravan.model.Workload;
import dev.caravan.model.WorkloadStatus.Outcome;
import dev.caravan.script.Check;
import dev.caravan.script.Check.Comparison;
import dev.caravan.script.Check.Expectation;
import dev.caravan.script.Check.Happening;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Runs one check of a script on a simulated cluster. */
public final class CheckRun {
    /** The longest that an app may take to be healthy before anything happens. */
    static final Duration MOST_TO_BEGIN = Duration.ofMinutes(5);

    /** Steps of one run: a check whose cluster never rests ends here. */
    private static final int MAX_STEPS = 2_000_000;

    /**
     * How a check ended.
     *
     * @param failures why it failed; empty if it passed
     * @param took the simulated time of the whole run
     * @param history what was told in the cluster, a line each
     */
    public record Result(Check check, long seed, List<String> failures, Duration took, List<String> history) {
        public Result {
            failures = List.copyOf(failures);
            history = List.copyOf(history);
        }

        public boolean passed() {
            return failures.isEmpty();
        }
    }

    private final Check check;
    private final Manifest manifest;
    private final long seed;
    private final SimulatedCluster cluster;
    private final List<Expectation.Ready> always = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private int steps;
    private boolean watching;

    private CheckRun(Check check, Manifest manifest, long seed, SimulatedCluster cluster) {
        this.check = check;
        this.manifest = manifest;
        this.seed = seed;
        this.cluster = cluster;
        for (Expectation expectation : check.then()) {
            if (expectation instanceof Expectation.Ready ready && ready.comparison() == Comparison.STAYS_AT_LEAST) {
                always.add(ready);
            }
        }
    }

    /** Runs the check; equal manifests and seeds give equal results. */
    public static Result run(Check check, Manifest manifest, long seed) {
        try (SimulatedCluster cluster = new SimulatedCluster(seed)) {
            return new CheckRun(check, withoutListeners(manifest), seed, cluster).run();
        }
    }

    /** What endpoints would send is not known here. */
    private static Manifest withoutListeners(Manifest manifest) {
        List<Manifest.Entry> entries = manifest.workloads().stream()
                .map(entry -> entry.spec().mode() instanceof Mode.Function function
                        ? new Manifest.Entry(entry.name(), entry.spec().with(withoutListeners(function)))
                        : entry)
                .toList();
        return manifest.with(entries);
    }

    private static Mode withoutListeners(Mode.Function f) {
        List<Trigger> timed =
                f.triggers().stream().filter(Trigger.Timed.class::isInstance).toList();
        return new Mode.Function(f.min(), f.max(), f.concurrency(), f.idle(), f.timeout(), f.rollout(), timed);
    }

    private Result run() {
        Check.Given given = check.given();
        for (int i = 1; i <= given.nodes(); i++) {
            cluster.addNode("n" + i, given.cpuMillis(), given.memoryBytes(), labels(i));
        }
        List<String> problems = cluster.apply(manifest);
        if (!problems.isEmpty()) return result(problems);
        if (!runUntil(() -> unready().isEmpty(), MOST_TO_BEGIN)) {
            return result(List.of("the app was not healthy before anything happened: "
                    + unready().get(0)));
        }
        watching = true;
        for (Happening happening : check.when()) {
            Optional<String> problem = happen(happening);
            if (problem.isPresent()) return result(List.of(problem.get()));
        }
        boolean met = runUntil(() -> unmet().isEmpty(), check.within());
        List<String> failures = new ArrayList<>(met ? List.of() : unmet());
        if (!always.isEmpty()) runUntil(() -> false, check.within());
        failures.addAll(broken);
        return result(failures);
    }

    /** Every node has the labels that the app requires, and one of its own where the app spreads. */
    private Map<String, String> labels(int number) {
        Map<String, String> labels = new TreeMap<>();
        for (Manifest.Entry entry : manifest.workloads()) {
            var placement = entry.spec().template().placement();
            placement.spread().forEach(key -> labels.put(key, key + "-" + number));
            placement
                    .require()
                    .forEach(label -> labels.put(
                            label.key(),
                            label.values().isEmpty() ? "" : label.values().get(0)));
        }
        return labels;
    }

    private Result result(List<String> failures) {
        Duration took = Duration.between(SimulatedCluster.START, cluster.now());
        return new Result(check, seed, failures, took, cluster.told());
    }

    private Optional<String> happen(Happening happening) {
        if (happening instanceof Happening.NodeFails fails) cluster.failNode(fails.node());
        if (happening instanceof Happening.NodeReturns returns) cluster.returnNode(returns.node());
        if (happening instanceof Happening.NodeCordoned cordoned) cluster.cordon(cordoned.node());
        if (happening instanceof Happening.DriverFails) cluster.failDriver();
        if (happening instanceof Happening.Passes passes) runUntil(() -> false, passes.time());
        if (happening instanceof Happening.Scales scales) scale(scales);
        if (happening instanceof Happening.Crashes crashes) {
            ObjectKey key = key(crashes.kind(), crashes.workload());
            if (!cluster.crash(key)) return Optional.of("no pod of " + key.display() + " was ready to crash");
        }
        return Optional.empty();
    }

    private void scale(Happening.Scales scales) {
        Workload service =
                cluster.get(key(Kind.SERVICE, scales.service()), Workload.class).orElseThrow();
        Mode.Service mode = (Mode.Service) service.spec().mode();
        cluster.commit(dev.caravan.store.Change.update(
                service.with(service.spec().with(mode.withReplicas(scales.replicas())))));
    }

    /** Steps until the condition holds; false if it did not in that time. */
    private boolean runUntil(BooleanSupplier condition, Duration limit) {
        Instant end = cluster.now().plus(limit);
        while (!condition.getAsBoolean()) {
            if (!cluster.step(end)) return condition.getAsBoolean();
            if (++steps > MAX_STEPS) return false;
            if (watching) watch();
        }
        return true;
    }

    private void watch() {
        if (!broken.isEmpty()) return;
        for (Expectation.Ready ready : always) {
            long found = ready(key(ready.kind(), ready.workload()));
            if (!ready.comparison().holds(found, ready.count())) {
                Duration at = Duration.between(SimulatedCluster.START, cluster.now());
                broken.add(told(ready, found) + ", " + seconds(at) + " after the start");
            }
        }
    }

    private static ObjectKey key(Kind kind, String name) {
        return new ObjectKey(kind, Names.DEFAULT_NAMESPACE, name);
    }

    private long ready(ObjectKey workload) {
        return cluster.podsOf(workload).stream().filter(cluster::serves).count();
    }

    /** The expectations that do not hold now. */
    private List<String> unmet() {
        List<String> unmet = new ArrayList<>();
        for (Expectation expectation : check.then()) {
            if (expectation instanceof Expectation.Ready ready && ready.comparison() != Comparison.STAYS_AT_LEAST) {
                long found = ready(key(ready.kind(), ready.workload()));
                if (!ready.comparison().holds(found, ready.count())) {
                    unmet.add(told(ready, found) + ", " + seconds(check.within()) + " after the last that happened");
                }
            }
            if (expectation instanceof Expectation.Completes completes && !isComplete(completes.job())) {
                unmet.add("job/" + completes.job() + " was not complete " + seconds(check.within())
                        + " after the last that happened");
            }
        }
        return unmet;
    }

    private static String told(Expectation.Ready ready, long found) {
        return ready.kind().singular() + "/" + ready.workload() + " had " + found + " ready, should have had "
                + ready.comparison() + " " + ready.count();
    }

    private static String seconds(Duration time) {
        return String.format(java.util.Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    private boolean isComplete(String job) {
        return cluster.get(key(Kind.JOB, job), Workload.class)
                .filter(found -> found.status().outcome() == Outcome.COMPLETE)
                .isPresent();
    }

    /** What of the app does not run as it should, with why. */
    private List<String> unready() {
        List<String> unready = new ArrayList<>();
        for (Manifest.Entry entry : manifest.workloads()) {
            ObjectKey key = key(entry.spec().mode().kind(), entry.name());
            List<Pod> pods = cluster.podsOf(key);
            long live = pods.stream().filter(Pod::isLive).count();
            long ready = pods.stream().filter(cluster::serves).count();
            boolean well = entry.spec().mode() instanceof Mode.Service service
                    ? ready >= service.replicas()
                    : entry.spec().mode() instanceof Mode.Job job
                            ? job.manual() || isComplete(entry.name())
                            : ready == live;
            if (!well) unready.add(key.display() + " has " + ready + " of " + live + " pods ready" + why(pods));
        }
        return unready;
    }

    private static String why(List<Pod> pods) {
        return pods.stream()
                .filter(pod ->
                        pod.spec().goal() == Goal.RUN && !pod.status().message().isEmpty())
                .findFirst()
                .map(pod -> ": " + pod.status().message())
                .orElse("");
    }
}
