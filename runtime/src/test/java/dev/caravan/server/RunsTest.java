package dev.caravan.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import dev.caravan.testing.Given;
import dev.caravan.testing.TestPlane;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workflows and their runs through the API, on a whole control plane. */
class RunsTest {
    private static final String SCRIPT = """
            app('shop') {
                job('migrate') { image 'migrate:1'; manual() }
                workflow('release') {
                    input { text 'tag', matches: '[0-9.]+'; number 'count', defaultsTo: 3, between: 1..5 }
                    approve('go-live') { by role('managers'); quorum 2; expires 24.hours }
                    step('bad') { call http('http://127.0.0.1:1/nobody') }
                    %s
                }
            }
            """;

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path journal;

    private TestPlane plane;

    @BeforeEach
    void open() throws IOException {
        plane = new TestPlane(journal);
        plane.register(Given.node("n1"));
        apply("");
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    private record Answer(int status, JsonNode body) {
        String detail() {
            JsonNode errors = body.path("errors");
            return errors.isEmpty()
                    ? body.path("detail").asText()
                    : errors.get(0).path("message").asText();
        }
    }

    private Answer send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(plane.url() + "/api/v1/" + path))
                .header("Authorization", "Bearer " + TestPlane.TOKEN)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), Json.parse(answer.body().getBytes(StandardCharsets.UTF_8)));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("no answer to " + path, e);
        }
    }

    private Answer apply(String more) {
        String script = SCRIPT.formatted(more);
        return send("POST", "apps:apply", Json.object().put("script", script).toString());
    }

    private void awaitPhase(String run, String phase) {
        Awaitility.await(run + " is " + phase)
                .until(
                        () -> send("GET", "runs/" + run, "")
                                .body()
                                .at("/status/phase")
                                .asText(),
                        phase::equals);
    }

    private String start() {
        Answer started = send("POST", "workflows/release:run", "{\"inputs\":{\"tag\":\"1.1\"}}");
        assertThat(started.status()).as(started.body().toString()).isEqualTo(200);
        String name = started.body().at("/metadata/name").asText();
        awaitPhase(name, "Waiting");
        return name;
    }

    @Test
    void whatARunIsStartedWithIsChecked() {
        assertThat(send("POST", "workflows/release:run", "{\"inputs\":{\"tga\":\"1\",\"count\":\"9\"}}")
                        .detail())
                .isEqualTo(
                        "workflow release has no input 'tga'; it has tag, count; input 'tag' needs a value: -p tag=…;"
                                + " input 'count' must be 1..5, was 9");
        assertThat(send("POST", "workflows/releas:run", "{}").status()).isEqualTo(404);
        assertThat(start()).isEqualTo("release-1");
        assertThat(start()).isEqualTo("release-2");
        assertThat(send("GET", "runs/release-1", "")
                        .body()
                        .at("/spec/inputs/count")
                        .asText())
                .isEqualTo("3");
    }

    @Test
    void anApprovalCountsDifferentPeopleAndNobodyTwice() {
        String run = start();
        String alice = "{\"step\":\"go-live\",\"as\":\"alice\"}";
        assertThat(send("POST", "runs/" + run + ":approve", "{\"step\":\"bad\"}")
                        .detail())
                .isEqualTo("run release-1 has no approval 'bad'; it has go-live");
        assertThat(send("POST", "runs/" + run + ":approve", "{\"step\":\"go-live\",\"as\":\"a b\"}")
                        .status())
                .isEqualTo(400);
        assertThat(send("POST", "runs/" + run + ":approve", alice).status()).isEqualTo(200);
        assertThat(send("POST", "runs/" + run + ":approve", alice).detail())
                .isEqualTo("alice (by admin) has said so already");
        JsonNode tree = send("GET", "runs/" + run, "").body().at("/status/tree");
        assertThat(tree.get(0).path("waits").asText()).isEqualTo("1 of 2 approvals: alice (by admin)");
        assertThat(send("POST", "runs/" + run + ":approve", "{\"step\":\"go-live\"}")
                        .status())
                .isEqualTo(200);
        awaitPhase(run, "Failed");
        assertThat(send("GET", "runs/" + run, "").body().at("/status/message").asText())
                .isEqualTo("bad: POST http://127.0.0.1:1/nobody: no connection");
        assertThat(send("POST", "runs/" + run + ":approve", alice).status()).isEqualTo(409);
        assertThat(send("POST", "runs/" + run + ":cancel", "").detail()).isEqualTo("run release-1 is over: Failed");
        assertThat(send("POST", "runs/" + run + ":retry", "").status()).isEqualTo(200);
    }

    @Test
    void aRunThatIsNotOverIsCancelledBeforeItIsDeleted() {
        String run = start();
        assertThat(send("POST", "runs/" + run + ":retry", "").status()).isEqualTo(409);
        assertThat(send("DELETE", "runs/" + run, "").detail()).contains("is not over: 'caravan cancel release-1'");
        assertThat(send("POST", "runs/" + run + ":cancel", "").status()).isEqualTo(200);
        awaitPhase(run, "Cancelled");
        assertThat(send("DELETE", "runs/" + run, "").status()).isEqualTo(200);
        assertThat(send("GET", "runs/" + run, "").status()).isEqualTo(404);
    }

    @Test
    void anApplyPlansItsWorkflowsAndLeavesRunsAlone() {
        String run = start();
        assertThat(apply("").body().path("changed").asBoolean()).isFalse();
        JsonNode changed =
                apply("step('more') { call http('http://127.0.0.1:1/more') }").body();
        assertThat(changed.at("/items/1/name").asText()).isEqualTo("release");
        assertThat(changed.at("/items/1/action").asText()).isEqualTo("update");
        assertThat(send("GET", "definitions", "").body().path("items")).hasSize(1);
        start();
        assertThat(send("GET", "definitions", "").body().path("items")).hasSize(2);
        send("POST", "runs/" + run + ":cancel", "");
        awaitPhase(run, "Cancelled");
        send("DELETE", "runs/" + run, "");
        Awaitility.await("the first definition is forgotten")
                .until(() -> send("GET", "definitions", "").body().path("items").size() == 1);
        assertThat(send("DELETE", "apps/shop", "").status()).isEqualTo(200);
        Awaitility.await("the app is gone")
                .until(() -> send("GET", "apps/shop", "").status() == 404);
        for (String kind : new String[] {"workflows", "runs", "definitions", "jobs"}) {
            assertThat(send("GET", kind, "").body().path("items")).as(kind).isEmpty();
        }
    }
}
