package dev.caravan.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.ContainerSpec;
import dev.caravan.model.Metadata;
import dev.caravan.model.Mode;
import dev.caravan.model.PodTemplate;
import dev.caravan.model.Port;
import dev.caravan.model.Probe;
import dev.caravan.model.Resources;
import dev.caravan.model.Rollout;
import dev.caravan.model.Workload;
import dev.caravan.model.WorkloadSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonTest {
    private final Workload web = new Workload(
            Metadata.create("default", "web", "u-1", Instant.parse("2026-11-23T10:00:00Z")),
            WorkloadSpec.of(
                    "shop",
                    new Mode.Service(3, Rollout.rolling(), Duration.ofSeconds(3)),
                    new PodTemplate(
                            Map.of("tier", "front"),
                            List.of(new ContainerSpec(
                                    "main",
                                    Optional.of("web:1"),
                                    Optional.empty(),
                                    List.of(),
                                    List.of("httpd", "-f"),
                                    Map.of("EMPTY", ""),
                                    Map.of(),
                                    Resources.of(500, 1 << 20),
                                    List.of(Port.tcp(80)),
                                    Optional.empty(),
                                    Optional.of(Probe.of(new Probe.Check.Http("/live", 80))),
                                    Optional.empty(),
                                    false)),
                            null,
                            Duration.ofSeconds(10))),
            null);

    @Test
    void objectComesBackEqual() {
        assertThat(Json.read(Json.write(web))).isEqualTo(web);
    }

    @Test
    void formIsThatOfKubernetes() {
        assertThat(Json.write(web))
                .startsWith("{\"kind\":\"Service\",\"metadata\":{\"namespace\":\"default\",\"name\":\"web\"")
                .contains("\"mode\":{\"type\":\"service\",\"replicas\":3,\"rollout\":{\"type\":\"rolling\"")
                .contains("\"EMPTY\":\"\"");
    }

    @Test
    void unknownFieldIsRefusedWithItsPath() {
        String text = Json.write(web).replace("\"replicas\":3", "\"replcas\":3");
        assertThatThrownBy(() -> Json.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("$.spec.mode.replcas");
    }

    @Test
    void duplicateFieldIsRefused() {
        String text = Json.write(web).replace("\"replicas\":3", "\"replicas\":3,\"replicas\":4");
        assertThatThrownBy(() -> Json.read(text)).hasMessageContaining("Duplicate field");
    }
}
