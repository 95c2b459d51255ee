package dev.caravan.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** orders.groovy: its checks, then its secret and its trigger on plain processes. */
class OrdersExampleTest {
    private static final String SCRIPT = "examples/orders.groovy";
    private static final Duration SOON = Duration.ofSeconds(40);

    private final Cluster cluster = Cluster.withoutDocker();

    @AfterEach
    void end() {
        cluster.close();
    }

    @Test
    void checksPassOnASimulatedCluster() {
        assertThat(cluster.ask("test", SCRIPT, "--seeds", "3"))
                .contains("check 'survives the loss of a node' passed")
                .contains("check 'goes on when the driver dies in the middle' passed")
                .endsWith("2 checks passed, 0 failed\n");
    }

    @Test
    void functionIsCalledByTimeOnceItsSecretIsThereAndGoesInBetween() {
        cluster.up(SCRIPT);
        await("a pod of the first call waits for its secret")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> cluster.run("get", "pods").out().contains("SecretMissing"));

        cluster.ask("secret", "set", "db", "password=hunter2");

        await("the trigger's call is answered")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> !cluster.readyPods("report-").isEmpty());
        await("the function goes between its calls")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> cluster.readyPods("report-").isEmpty());
        JsonNode report = cluster.list("functions").get(0);
        assertThat(report.at("/status/fired").size()).isEqualTo(1);
        assertThat(report.toString()).contains("db").doesNotContain("hunter2");
    }
}
