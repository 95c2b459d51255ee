package dev.caravan.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import dev.caravan.model.Goal;
import dev.caravan.model.Kind;
import dev.caravan.model.Pod;
import dev.caravan.model.PodStatus;
import dev.caravan.model.PodStatus.Phase;
import dev.caravan.store.Change;
import dev.caravan.store.Query;
import dev.caravan.testing.Given;
import dev.caravan.testing.TestPlane;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An app from its apply to its end, through journal, grid, driver and API; the test plays the node's agent. */
class AppLifeTest {
    private static final String SCRIPT = "app('shop') {\n service('web') { image 'web:%s'\n replicas 2 }\n}\n";

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path journal;

    private TestPlane plane;

    @BeforeEach
    void start() throws IOException {
        plane = new TestPlane(journal);
        plane.register(Given.node("n1"));
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    private HttpResponse<String> send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(plane.url() + "/api/v1/" + path))
                .header("Authorization", "Bearer " + TestPlane.TOKEN)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("no answer to " + path, e);
        }
    }

    private JsonNode get(String path) {
        return Json.parse(send("GET", path, "").body().getBytes(StandardCharsets.UTF_8));
    }

    private void apply(String version) {
        String script = String.format(SCRIPT, version);
        assertThat(send(
                                "POST",
                                "apps:apply",
                                Json.object().put("script", script).toString())
                        .statusCode())
                .isEqualTo(200);
    }

    private List<Pod> pods() {
        return plane.plane().store().list(Query.of(Kind.POD), Pod.class);
    }

    private void report(Pod pod, PodStatus status) {
        plane.commit(new Change.ReportPod(pod.key(), pod.metadata().uid(), "n1", status));
    }

    /** One step of the agent for every bound pod. */
    private void agent() {
        for (Pod pod : pods()) {
            if (pod.spec().node().isEmpty()) continue;
            boolean ends = pod.spec().goal() == Goal.REMOVED;
            report(pod, (ends ? Given.ended(pod, Phase.STOPPED, Given.NOW) : Given.ready(pod, true)).status());
        }
    }

    private String phase() {
        return get("apps/shop").at("/status/phase").asText();
    }

    @Test
    void appIsHealthyOnceItsPodsAreReadyAndGoneOnceTheyHaveStopped() {
        apply("1");
        Awaitility.await().until(() -> pods().size() == 2);
        assertThat(phase()).isEqualTo("Progressing");
        assertThat(get("services/web").at("/status/message").asText()).isEqualTo("0 of 2 pods ready");

        agent();
        Awaitility.await().until(() -> phase().equals("Healthy"));
        assertThat(get("services/web").at("/status/ready").asInt()).isEqualTo(2);
        assertThat(get("nodes/n1").at("/status/pods").asInt()).isEqualTo(2);

        assertThat(send("DELETE", "apps/shop", "").statusCode()).isEqualTo(200);
        Awaitility.await().until(() -> pods().stream().allMatch(p -> p.spec().goal() == Goal.REMOVED));
        assertThat(phase()).isEqualTo("Deleting");
        agent();
        Awaitility.await().until(() -> send("GET", "apps/shop", "").statusCode() == 404);
        assertThat(pods()).isEmpty();
        assertThat(get("nodes/n1").at("/status/pods").asInt()).isZero();
    }

    @Test
    void newRevisionRollsWithoutEverHavingFewerReadyPods() {
        apply("1");
        Awaitility.await().until(() -> pods().size() == 2);
        agent();
        Awaitility.await().until(() -> phase().equals("Healthy"));
        apply("2");

        Awaitility.await().until(() -> {
            assertThat(pods().stream().filter(Pod::isServing).count()).isGreaterThanOrEqualTo(2);
            agent();
            return phase().equals("Healthy");
        });

        assertThat(pods()).hasSize(2).allMatch(p -> p.spec()
                .template()
                .containers()
                .get(0)
                .image()
                .orElseThrow()
                .equals("web:2"));
        assertThat(get("revisions?app=shop").path("items").size()).isEqualTo(2);
    }

    @Test
    void logsOfAPodWhoseAgentDoesNotAnswerAreUnavailable() {
        apply("1");
        Awaitility.await().until(() -> pods().size() == 2);
        String name = pods().get(0).metadata().name();

        HttpResponse<String> answer = send("GET", "pods/" + name + "/log", "");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("the log of pod " + name + " cannot be read");
        assertThat(send("GET", "pods/" + name + "/log?container=nobody", "").statusCode())
                .isEqualTo(404);
        assertThat(send("GET", "services/web/log", "").statusCode()).isEqualTo(404);
    }

    @Test
    void readyNodeIsNotDeletedAndACordonedOneTakesNoPods() {
        assertThat(send("DELETE", "nodes/n1", "").statusCode()).isEqualTo(409);
        assertThat(send("POST", "nodes/n1:cordon", "").statusCode()).isEqualTo(200);
        apply("1");
        Awaitility.await().until(() -> pods().size() == 2);
        assertThat(pods()).allMatch(p -> p.status().message().equals("no node takes it: n1 is cordoned"));

        send("POST", "nodes/n1:uncordon", "");
        Awaitility.await()
                .until(() -> pods().stream().allMatch(p -> p.spec().node().isPresent()));
        assertThat(pods()).allMatch(p -> p.status().reason().isEmpty());
    }
}
