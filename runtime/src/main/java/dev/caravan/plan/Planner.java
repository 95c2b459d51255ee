package dev.caravan.plan;

import dev.caravan.model.App;
import dev.caravan.model.Goal;
import dev.caravan.model.Kind;
import dev.caravan.model.Manifest;
import dev.caravan.model.Metadata;
import dev.caravan.model.Mode;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.PodStatus;
import dev.caravan.model.Workflow;
import dev.caravan.model.Workload;
import dev.caravan.model.WorkloadSpec;
import dev.caravan.reconcile.TemplateHash;
import dev.caravan.schedule.Constraint;
import dev.caravan.schedule.NodeView;
import dev.caravan.schedule.Placements;
import dev.caravan.schedule.Scheduler;
import dev.caravan.store.PortClaims;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares a manifest with what was last applied and what is live. */
public final class Planner {
    /** The state that a plan is made against. */
    public record State(
            Optional<App> app, List<Workload> workloads, List<Node> nodes, List<Pod> pods, List<Workflow> workflows) {
        public State(Optional<App> app, List<Workload> workloads, List<Node> nodes, List<Pod> pods) {
            this(app, workloads, nodes, pods, List.of());
        }

        public State {
            workflows = List.copyOf(workflows);
            workloads = List.copyOf(workloads);
            nodes = List.copyOf(nodes);
            pods = List.copyOf(pods);
        }
    }

    private Planner() {}

    /** As {@link #plan(Manifest, String, State, boolean)}, keeping what was promoted. */
    public static Plan plan(Manifest wanted, String namespace, State state) {
        return plan(wanted, namespace, state, false);
    }

    /** @param reset whether the script's templates hold where others were promoted over them */
    public static Plan plan(Manifest wanted, String namespace, State state, boolean reset) {
        List<Plan.Item> items = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        Map<ObjectKey, Workload> live = new HashMap<>();
        state.workloads().forEach(w -> live.put(w.key(), w));
        for (Manifest.Entry entry : wanted.workloads()) {
            ObjectKey key = key(entry, namespace);
            Workload present = live.get(key);
            if (present != null && !present.spec().app().equals(wanted.app())) {
                problems.add(key.display() + " belongs to app " + present.spec().app() + ", so app " + wanted.app()
                        + " cannot have it: choose another name");
            } else if (present != null && present.spec().goal() == Goal.REMOVED) {
                problems.add(key.display() + " is still being deleted: try again when it is gone");
            }
            WorkloadSpec after = merged(entry.spec(), Optional.ofNullable(present), reset);
            items.add(item(after, key, Optional.ofNullable(present), last(state, entry)));
        }
        Set<ObjectKey> kept = new java.util.HashSet<>();
        wanted.workloads().forEach(entry -> kept.add(key(entry, namespace)));
        state.workloads().stream()
                .filter(w -> isOf(w, wanted.app(), namespace) && !kept.contains(w.key()))
                .forEach(w -> items.add(new Plan.Item(
                        Plan.Action.DELETE, w.key(), List.of(), Optional.empty(), false, Optional.empty())));
        WorkflowPlans.add(wanted, namespace, state, items, problems);
        checkClaims(wanted, namespace, state, kept, problems);
        state.app()
                .filter(app -> app.spec().goal() == Goal.REMOVED)
                .ifPresent(app -> problems.add("app " + wanted.app() + " is still being deleted: try again soon"));
        long next = state.app().map(app -> app.spec().revision()).orElse(0L) + 1;
        return new Plan(wanted.app(), namespace, next, items, preview(wanted, namespace, items, state), problems);
    }

    /** The key of a manifest's entry in a namespace. */
    public static ObjectKey key(Manifest.Entry entry, String namespace) {
        return new ObjectKey(entry.spec().mode().kind(), namespace, entry.name());
    }

    /** Jobs that a cron or a run made belong to the app, but not to its script. */
    private static boolean isOf(Workload workload, String app, String namespace) {
        return workload.spec().app().equals(app)
                && workload.metadata().namespace().equals(namespace)
                && workload.spec().goal() == Goal.RUN
                && workload.metadata().ownerReferences().stream()
                        .noneMatch(o -> o.kind() == Kind.CRON || o.kind() == Kind.RUN);
    }

    private static Optional<WorkloadSpec> last(State state, Manifest.Entry entry) {
        return state.app()
                .flatMap(app ->
                        app.spec().manifest().workload(entry.spec().mode().kind(), entry.name()))
                .map(Manifest.Entry::spec);
    }

    /**
     * What the store shall hold for an entry: the script's word, and what is not the script's to say. A promoted template
     * stays while the script says the one that it was promoted over; a canary stays while the template it is tried beside
     * does.
     */
    private static WorkloadSpec merged(WorkloadSpec wanted, Optional<Workload> live, boolean reset) {
        if (live.isEmpty()) return wanted;
        WorkloadSpec present = live.get().spec();
        return reset ? wanted.withSerial(present.serial()) : wanted.over(present);
    }

    private static Plan.Item item(
            WorkloadSpec after, ObjectKey key, Optional<Workload> live, Optional<WorkloadSpec> last) {
        Optional<WorkloadSpec> spec = Optional.of(after);
        if (live.isEmpty()) {
            return new Plan.Item(Plan.Action.CREATE, key, List.of(), Optional.empty(), false, spec);
        }
        WorkloadSpec before = live.get().spec();
        List<Plan.Field> fields = FieldDiff.between(before, after);
        if (fields.isEmpty()) {
            return new Plan.Item(Plan.Action.UNCHANGED, key, List.of(), Optional.empty(), false, spec);
        }
        boolean drift =
                last.map(said -> merged(said, live, false).equals(after)).orElse(false);
        return new Plan.Item(Plan.Action.UPDATE, key, fields, Optional.of(effect(before, after)), drift, spec);
    }

    private static Plan.Effect effect(WorkloadSpec before, WorkloadSpec after) {
        if (!TemplateHash.of(before).equals(TemplateHash.of(after))) return Plan.Effect.REPLACE;
        return pods(before.mode()) == pods(after.mode()) ? Plan.Effect.IN_PLACE : Plan.Effect.SCALE;
    }

    private static int pods(Mode mode) {
        if (mode instanceof Mode.Service service) return service.replicas();
        if (mode instanceof Mode.Function function) return function.min();
        return mode instanceof Mode.Job job && !job.manual() ? Math.min(job.parallelism(), job.completions()) : 0;
    }

    private static void checkClaims(
            Manifest wanted, String namespace, State state, Set<ObjectKey> kept, List<String> problems) {
        Map<String, ObjectKey> held = new HashMap<>();
        state.workloads().stream().filter(w -> !kept.contains(w.key())).forEach(w -> PortClaims.of(w)
                .forEach(claim -> held.put(claim, w.key())));
        for (Manifest.Entry entry : wanted.workloads()) {
            ObjectKey key = key(entry, namespace);
            for (String claim : PortClaims.of(asWorkload(entry, namespace))) {
                ObjectKey holder = held.putIfAbsent(claim, key);
                if (holder != null && !holder.equals(key)) {
                    problems.add(key.display() + " claims " + claim + ", which " + holder.display() + " holds");
                }
            }
        }
    }

    private static Workload asWorkload(Manifest.Entry entry, String namespace) {
        return new Workload(Metadata.create(namespace, entry.name(), "", Instant.EPOCH), entry.spec(), null);
    }

    private static List<Plan.Preview> preview(Manifest wanted, String namespace, List<Plan.Item> items, State state) {
        List<NodeView> nodes = NodeView.of(state.nodes(), state.pods());
        List<Plan.Preview> previews = new ArrayList<>();
        for (Manifest.Entry entry : wanted.workloads()) {
            ObjectKey key = key(entry, namespace);
            Plan.Item item =
                    items.stream().filter(i -> i.key().equals(key)).findFirst().orElseThrow();
            if (item.action() == Plan.Action.UNCHANGED) continue;
            String hash = TemplateHash.of(item.spec().orElseThrow());
            long present = state.pods().stream()
                    .filter(p -> p.spec().workload().equals(key) && p.isLive())
                    .filter(p -> p.spec().templateHash().equals(hash))
                    .count();
            List<Pod> pods = new ArrayList<>();
            for (int slot = (int) present; slot < pods(entry.spec().mode()); slot++) {
                pods.add(pod(entry, key, hash, slot));
            }
            Placements placed = Scheduler.place(pods, nodes, constraints(entry.spec()));
            placed.bound()
                    .forEach(p -> previews.add(
                            new Plan.Preview(key, p.spec().slot(), p.spec().node(), Optional.empty())));
            placed.refused()
                    .forEach(p -> previews.add(new Plan.Preview(
                            key,
                            p.spec().slot(),
                            Optional.empty(),
                            Optional.of(p.status().message()))));
        }
        return previews;
    }

    private static Set<Constraint> constraints(WorkloadSpec spec) {
        Set<Constraint> constraints = EnumSet.noneOf(Constraint.class);
        var placement = spec.template().placement();
        if (!placement.require().isEmpty()) constraints.add(Constraint.REQUIRE);
        if (!placement.prefer().isEmpty()) constraints.add(Constraint.PREFER);
        if (!placement.avoid().isEmpty()) constraints.add(Constraint.AVOID);
        if (!placement.spread().isEmpty()) constraints.add(Constraint.SPREAD);
        return constraints;
    }

    private static Pod pod(Manifest.Entry entry, ObjectKey key, String hash, int slot) {
        Pod.Spec spec = new Pod.Spec(
                key, entry.spec().app(), hash, slot, 0, entry.spec().template(), Optional.empty(), Goal.RUN);
        Metadata metadata = Metadata.create(key.namespace(), key.name() + "-" + slot, "", Instant.EPOCH);
        return new Pod(metadata, spec, PodStatus.pending());
    }
}
