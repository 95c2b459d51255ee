package dev.caravan.flow;

import dev.caravan.model.Kind;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Workload;
import dev.caravan.reconcile.Observation;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.Query;
import dev.caravan.store.Signals;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code observe:pods} and {@code observe:jobs}: reads what the next steps judge. */
final class Observing {
    private final ClusterStore store;
    private final Signals signals;
    private final Clock clock;

    Observing(ClusterStore store, Signals signals, Clock clock) {
        this.store = store;
        this.signals = signals;
        this.clock = clock;
    }

    Map<String, Step> steps() {
        return Map.of("pods", this::pods, "jobs", this::jobs);
    }

    private CompletionStage<?> pods(Pass pass) {
        store.get(pass.key(), Workload.class).ifPresent(workload -> {
            List<Pod> pods = store.list(Query.of(Kind.POD).ofWorkload(pass.key()), Pod.class);
            Map<String, Signals.Demand> demand =
                    pass.key().kind() == Kind.FUNCTION ? signals.demandFor(pass.key()) : Map.of();
            pass.observed(new Observation(workload, pods, List.of(), nodes(), demand, clock.instant()));
        });
        return CompletableFuture.completedFuture(null);
    }

    private CompletionStage<?> jobs(Pass pass) {
        ObjectKey key = pass.key();
        store.get(key, Workload.class).ifPresent(workload -> {
            List<Workload> jobs = store.list(Query.of(Kind.JOB).inNamespace(key.namespace()), Workload.class).stream()
                    .filter(job -> job.metadata().ownerReferences().contains(workload.reference()))
                    .toList();
            pass.observed(new Observation(workload, List.of(), jobs, nodes(), Map.of(), clock.instant()));
        });
        return CompletableFuture.completedFuture(null);
    }

    private Map<String, Node> nodes() {
        return store.list(Query.of(Kind.NODE), Node.class).stream()
                .collect(Collectors.toMap(Node::name, Function.identity()));
    }
}
