package dev.caravan.proxy.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.ContainerSpec;
import dev.caravan.model.Metadata;
import dev.caravan.model.Mode;
import dev.caravan.model.Placement;
import dev.caravan.model.Pod;
import dev.caravan.model.PodStatus;
import dev.caravan.model.PodTemplate;
import dev.caravan.model.Port;
import dev.caravan.model.Workload;
import dev.caravan.model.WorkloadSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeavingTest {
    private static final PodTemplate TEMPLATE = new PodTemplate(
            Map.of(),
            List.of(new ContainerSpec(
                    "main",
                    Optional.of("web:1"),
                    Optional.empty(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    List.of(Port.tcp(80)),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false)),
            Placement.anywhere(),
            null);
    private static final Workload WEB = new Workload(
            Metadata.create("default", "web", "uid-web", Instant.EPOCH),
            WorkloadSpec.of("shop", new Mode.Service(1, null, null), TEMPLATE),
            null);

    private final Leaving leaving = new Leaving();

    @Test
    void podThatFailedACheckBeforeItWasStoppedStillOwesItsAnswers() {
        EndpointTable ready = table(pod(true), EndpointTable.empty());
        Endpoint endpoint = ready.targets().iterator().next().endpoints().get(0);
        endpoint.load().owes();
        EndpointTable unready = table(pod(false), ready);
        EndpointTable stopping = table(pod(false).stopping(), unready);

        leaving.step(ready, unready, 0);
        assertThat(leaving.owes(1)).isFalse();
        leaving.step(unready, stopping, 2);

        assertThat(leaving.owes(3)).isTrue();
        assertThat(leaving.owes(2 + Leaving.LIMIT_NANOS)).isFalse();
        endpoint.load().answered();
        assertThat(leaving.owes(3)).isFalse();
    }

    private static EndpointTable table(Pod pod, EndpointTable previous) {
        return EndpointTable.of(
                new EndpointTable.Inputs("n1", List.of(WEB), List.of(pod), List.of(), Set.of("n1")), previous);
    }

    private static Pod pod(boolean ready) {
        PodStatus status = new PodStatus(
                PodStatus.Phase.RUNNING,
                ready,
                Optional.of("127.0.0.1"),
                Map.of(),
                List.of(),
                "",
                "",
                Optional.empty(),
                Optional.empty());
        return new Pod(
                Metadata.create("default", "web-1", "uid-1", Instant.EPOCH),
                new Pod.Spec(WEB.key(), "shop", "h", 0, 0, TEMPLATE, Optional.of("n1"), null),
                status);
    }
}
