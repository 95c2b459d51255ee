package dev.caravan.flow;

import dev.caravan.model.Event;
import dev.caravan.model.Goal;
import dev.caravan.model.Kind;
import dev.caravan.model.Metadata;
import dev.caravan.model.Node;
import dev.caravan.model.Pod;
import dev.caravan.model.PodStatus;
import dev.caravan.model.PodTemplate;
import dev.caravan.model.Workload;
import dev.caravan.model.WorkloadSpec;
import dev.caravan.reconcile.Changes;
import dev.caravan.reconcile.Observation;
import dev.caravan.schedule.Constraint;
import dev.caravan.schedule.NodeView;
import dev.caravan.schedule.Placements;
import dev.caravan.schedule.Scheduler;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.Query;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code schedule:…}: the constraint steps note what a script asked for, {@code schedule:place} finds nodes for new and
 * waiting pods. Placing is serial over all rows: each batch sees what the one before took, as far as the store shows it,
 * and the store refuses what slipped through.
 */
final class Placing {
    private static final Logger LOG = LoggerFactory.getLogger(Placing.class);

    private final ClusterStore store;
    private final Supplier<String> uids;

    /** Serialises placements. */
    private final Object lock = new Object();

    Placing(ClusterStore store, Supplier<String> uids) {
        this.store = store;
        this.uids = uids;
    }

    Map<String, Step> steps() {
        Map<String, Step> steps = new HashMap<>();
        for (String word : List.of("require", "prefer", "avoid", "spread", "tolerate")) {
            Constraint constraint = Constraint.of(word).orElseThrow();
            steps.put(word, pass -> {
                pass.constraints().add(constraint);
                return CompletableFuture.completedFuture(null);
            });
        }
        steps.put("place", this::place);
        return steps;
    }

    private CompletionStage<?> place(Pass pass) {
        if (pass.observed().isPresent()) {
            Observation observed = pass.observed().get();
            List<Pod> pinned = new ArrayList<>();
            List<Pod> free = new ArrayList<>(waiting(observed, pass.changes()));
            for (Changes.NewPod wanted : pass.changes().creates()) {
                Pod pod = pod(observed, wanted);
                wanted.node().ifPresentOrElse(node -> pinned.add(pod.boundTo(node)), () -> free.add(pod));
            }
            Workload workload = observed.workload();
            boolean runsByNode =
                    workload.kind() == Kind.DAEMON && workload.spec().goal() == Goal.RUN;
            if (runsByNode || !free.isEmpty()) pass.placements(place(pass, workload, free, pinned));
        }
        return CompletableFuture.completedFuture(null);
    }

    private static List<Pod> waiting(Observation observed, Changes changes) {
        return observed.pods().stream()
                .filter(pod -> pod.spec().node().isEmpty() && pod.spec().goal() == Goal.RUN)
                .filter(pod -> !changes.isForgotten(pod))
                .toList();
    }

    private Placements place(Pass pass, Workload workload, List<Pod> free, List<Pod> pinned) {
        synchronized (lock) {
            List<Node> nodes = store.list(Query.of(Kind.NODE), Node.class);
            List<Pod> pods = store.list(Query.of(Kind.POD), Pod.class);
            Placements placed = Scheduler.place(free, NodeView.of(nodes, pods), pass.constraints());
            List<Pod> bound = new ArrayList<>(placed.bound());
            List<Pod> refused = new ArrayList<>(placed.refused());
            List<String> refusals = placePinned(pinned, NodeView.of(nodes, pods), pass, bound);
            if (workload.kind() == Kind.DAEMON) tell(pass, workload, refusals);
            refused.forEach(pod -> LOG.debug(
                    "event=Unschedulable pod={} reason=\"{}\"",
                    pod.metadata().name(),
                    pod.status().message()));
            return new Placements(bound, refused);
        }
    }

    /**
     * A daemon's pod has its node already; only its room is asked for, and a cordon does not keep it away.
     *
     * @return why pods cannot go to their nodes
     */
    private static List<String> placePinned(List<Pod> pinned, List<NodeView> nodes, Pass pass, List<Pod> bound) {
        List<String> refusals = new ArrayList<>();
        for (Pod pod : pinned) {
            String name = pod.spec().node().orElseThrow();
            Optional<NodeView> node =
                    nodes.stream().filter(n -> n.name().equals(name)).findFirst();
            Optional<String> refusal = node.isEmpty()
                    ? Optional.of("is gone")
                    : Scheduler.refusalByOwnNode(pod, node.get(), pass.constraints());
            refusal.ifPresentOrElse(why -> refusals.add(name + " " + why), () -> bound.add(pod));
        }
        return refusals;
    }

    /** Says once, on the daemon, what keeps its pods from their nodes, and takes it back when nothing does. */
    private static void tell(Pass pass, Workload daemon, List<String> refusals) {
        String message = refusals.isEmpty() ? "" : "no pod on: " + String.join("; ", refusals);
        if (daemon.status().message().equals(message)) return;
        pass.changes().status(daemon.status().saying(message));
        if (message.isEmpty()) return;
        pass.changes().note(daemon.key(), Event.Severity.WARNING, Scheduler.UNSCHEDULABLE, message);
    }

    private static PodTemplate template(Observation observed, Changes.NewPod wanted) {
        WorkloadSpec spec = observed.workload().spec();
        boolean canary =
                observed.canaryHash().filter(wanted.templateHash()::equals).isPresent()
                        && !wanted.templateHash().equals(observed.templateHash());
        return canary ? spec.canary().orElseThrow().template() : spec.template();
    }

    private Pod pod(Observation observed, Changes.NewPod wanted) {
        Workload workload = observed.workload();
        String name = workload.metadata().name() + "-" + wanted.templateHash() + "-" + wanted.slot() + "-"
                + wanted.incarnation();
        PodTemplate template = template(observed, wanted);
        Map<String, String> labels = new HashMap<>(template.labels());
        labels.put("caravan/app", workload.spec().app());
        labels.put("caravan/" + workload.kind().singular(), workload.metadata().name());
        Metadata metadata = Metadata.create(workload.metadata().namespace(), name, uids.get(), observed.now())
                .labelled(labels)
                .ownedBy(workload.reference());
        Pod.Spec spec = new Pod.Spec(
                workload.key(),
                workload.spec().app(),
                wanted.templateHash(),
                wanted.slot(),
                wanted.incarnation(),
                template,
                Optional.empty(),
                Goal.RUN);
        return new Pod(metadata, spec, PodStatus.pending());
    }
}
