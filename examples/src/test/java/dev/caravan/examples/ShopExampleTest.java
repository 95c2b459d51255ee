package dev.caravan.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** shop.groovy: a web service of two containers a pod, a worker, a job and a cron. */
@DockerRequired
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShopExampleTest {
    private static final Duration HEALED = Duration.ofSeconds(30);

    private final Cluster cluster = new Cluster();
    private final int webPort = FreePort.next();
    private String script;
    private String foreign;

    @BeforeAll
    void start() {
        foreign = Docker.ask("run", "-d", "caravan/hello:1");
        script = cluster.script("shop.groovy", Checkout.text("shop.groovy").replace("8081", "" + webPort))
                .toString();
        cluster.up(script);
    }

    @BeforeEach
    void applyAgain() {
        cluster.ask("apply", script, "--yes");
    }

    @AfterAll
    void stop() {
        String id = cluster.id();
        cluster.close();
        String running = Docker.ask("inspect", "-f", "{{.State.Running}}", foreign);
        Docker.ask("rm", "-f", foreign);
        assertThat(Docker.containersOf(id)).isEmpty();
        assertThat(running).as("a container of somebody else still runs").isEqualTo("true");
    }

    @Test
    void theWebAnswersOnItsPortAndThroughTheIngress() throws IOException {
        assertThat(Web.get(url())).isEqualTo("shop 1.0\n");
        assertThat(Web.get("http://127.0.0.1:" + cluster.ingressPort + "/", "shop.example"))
                .isEqualTo("shop 1.0\n");
        assertThat(Web.get(url() + "currency")).isEqualTo("EUR");
    }

    @Test
    void aRollingUpdateLosesNoRequest() {
        try (Prober prober = new Prober(url(), Duration.ofMillis(20))) {
            await().until(() -> prober.asked() > 20);

            cluster.ask("apply", script, "-p", "tag=1.1", "--yes");

            int asked = prober.asked();
            await().until(() -> prober.asked() > asked + 20);
            assertThat(prober.failures()).isEmpty();
            assertThat(prober.answers()).containsExactly("shop 1.0\n", "shop 1.1\n");
        }
        assertThat(cluster.readyPods("web-"))
                .allMatch(pod ->
                        pod.at("/spec/template/containers/0/image").asText().equals("caravan/shop-web:1.1"));
    }

    @Test
    void theJobHasCompletedAndItsLogSaysSo() {
        JsonNode job = cluster.list("jobs").stream()
                .filter(j -> Cluster.name(j).equals("migrate"))
                .findFirst()
                .orElseThrow();

        assertThat(job.at("/status/outcome").asText()).isEqualTo("Complete");
        assertThat(cluster.ask("logs", "job/migrate")).contains("schema is at 1.0");
    }

    @Test
    void theCronMakesAJobEachMinute() {
        await().atMost(Duration.ofSeconds(75))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> cluster.list("jobs").stream()
                        .anyMatch(job -> Cluster.name(job).startsWith("report-")
                                && job.at("/status/outcome").asText().equals("Complete")));
    }

    @Test
    void aKilledContainerIsStartedAgain() {
        JsonNode pod = cluster.readyPods("web-").get(0);
        String name = Cluster.name(pod);

        Docker.ask("kill", Cluster.containerId(pod));

        await().atMost(HEALED).pollInterval(Duration.ofMillis(300)).until(() -> cluster.readyPods(name).stream()
                .anyMatch(now -> !Cluster.containerId(now).equals(Cluster.containerId(pod))
                        && now.at("/status/restarts").asInt() == 1));
        assertThat(cluster.readyPods("web-")).hasSize(3);
    }

    @Test
    void eachContainerHasItsLog() {
        String pod = Cluster.name(cluster.readyPods("web-").get(0));

        await().until(() -> cluster.ask("logs", pod, "-c", "shipper").contains("packed order 1\n"));
        assertThat(cluster.ask("logs", "service/worker", "--tail", "1").lines())
                .hasSize(2)
                .allMatch(line -> line.matches("\\[worker-\\S+/main] packed order \\d+"));
    }

    @Test
    void scalingHoldsUntilTheNextApply() {
        cluster.ask("scale", "service/worker", "--replicas", "4");
        await().atMost(HEALED).until(() -> cluster.readyPods("worker-").size() == 4);

        assertThat(cluster.ask("apply", script, "--yes"))
                .contains("service/worker")
                .contains("replicas: 4 -> 2");

        await().atMost(HEALED).until(() -> cluster.readyPods("worker-").size() == 2);
    }

    @Test
    void thePlanShowsWhatWouldChangeAndChangesNothing() {
        String plan = cluster.ask("plan", script, "-p", "tag=1.1");

        assertThat(plan.replaceFirst("revision \\d+", "revision N")).isEqualTo(Checkout.expected("shop-plan.txt"));
        assertThat(List.of(cluster.ask("apply", script).split(" "))).contains("unchanged");
    }

    private String url() {
        return "http://127.0.0.1:" + webPort + "/";
    }
}
