package dev.caravan.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.ContainerSpec;
import dev.caravan.model.Event;
import dev.caravan.model.Kind;
import dev.caravan.model.Metadata;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Placement;
import dev.caravan.model.Pod;
import dev.caravan.model.PodTemplate;
import dev.caravan.model.Resource;
import dev.caravan.model.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterStateTest {
    private final ClusterState state = new ClusterState();
    private int ops;

    @Test
    void podThatWantsMoreOnItsNodeIsRefusedWhatTheNodeLacks() {
        apply(state, Change.create(node(1000)), Change.create(pod(600)));

        apply(state, new Change.Put(pod(900), Change.ANY));

        assertThatThrownBy(() -> apply(state, new Change.Put(pod(1100), Change.ANY)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("node n1 lacks");
    }

    @Test
    void restoredStateForgetsTheSameEventsAsTheOneItWasTakenFrom() {
        for (int i = 0; i < ClusterState.MAX_EVENTS; i++) apply(state, Change.create(event(i, "first")));
        apply(state, new Change.Put(event(0, "again"), Change.ANY));
        ClusterState restored = new ClusterState();
        restored.restore(state.image());

        for (ClusterState each : List.of(state, restored)) {
            ops = 10_000;
            apply(each, Change.create(event(ClusterState.MAX_EVENTS, "one more")));
        }

        assertThat(List.copyOf(restored.all())).isEqualTo(List.copyOf(state.all()));
        assertThat(state.get(event(0, "").key())).isPresent();
        assertThat(state.get(event(1, "").key())).isEmpty();
    }

    private void apply(ClusterState to, Change... changes) {
        to.apply(new Batch("op-" + ops++, Batch.NO_TERM, List.of(changes)));
    }

    private static Node node(long cpuMillis) {
        return new Node(
                Metadata.create("", "n1", "uid-n1", Instant.EPOCH),
                new Node.Spec("127.0.0.1", 7401, 8080, "process", cpuMillis, 1L << 30, false, List.of()),
                null);
    }

    private static Pod pod(long cpuMillis) {
        ContainerSpec main = new ContainerSpec(
                "main",
                Optional.of("web:1"),
                Optional.empty(),
                null,
                null,
                null,
                null,
                Resources.of(cpuMillis, 0),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
        PodTemplate template = new PodTemplate(Map.of(), List.of(main), Placement.anywhere(), null);
        return new Pod(
                Metadata.create("default", "web", "uid-web", Instant.EPOCH),
                new Pod.Spec(
                        new ObjectKey(Kind.SERVICE, "default", "web"),
                        "shop",
                        "h",
                        0,
                        0,
                        template,
                        Optional.of("n1"),
                        null),
                null);
    }

    private static Resource event(int number, String message) {
        ObjectKey about = new ObjectKey(Kind.SERVICE, "default", "web");
        return new Event(
                Metadata.create("default", "e" + number, "uid-" + number, Instant.EPOCH),
                new Event.Spec(about, Event.Severity.NORMAL, "Test", message, "test", Instant.EPOCH));
    }
}
