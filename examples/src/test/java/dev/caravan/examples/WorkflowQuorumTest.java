package dev.caravan.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Three servers: the one that drives a run is killed with {@code kill -9}, and another one takes it up where it was. */
class WorkflowQuorumTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Quorum quorum = new Quorum();
    private final Receiver receiver = new Receiver();

    @AfterEach
    void end() {
        quorum.close();
        receiver.close();
    }

    private String anybody() {
        return Quorum.NAMES.stream()
                .filter(name -> quorum.program(name).isAlive())
                .filter(name -> !quorum.status(name).path("leader").asText().isEmpty())
                .findFirst()
                .orElse("s1");
    }

    private JsonNode run() {
        return quorum.call(anybody(), "GET", "runs/flow-1", "").body();
    }

    private void awaitStep(String step, String state) {
        await(step + " is " + state)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> run().at("/status/steps").path(step).path("state").asText(), state::equals);
    }

    private void must(String path, String body) {
        await("an answer to " + path)
                .atMost(SOON)
                .until(() -> quorum.call(anybody(), "POST", path, body).status() == 200);
    }

    /** Kills the leader; the others go on without it, and it comes back later. */
    private void killLeader() {
        String leader = quorum.leader();
        quorum.kill(leader);
        await("another leader").atMost(SOON).until(() -> {
            String next = Quorum.NAMES.stream()
                    .filter(name -> !name.equals(leader))
                    .map(name -> quorum.status(name).path("leader").asText())
                    .filter(name -> !name.isEmpty())
                    .findFirst()
                    .orElse("");
            return !next.isEmpty() && !next.equals(leader);
        });
        quorum.start(leader);
        quorum.awaitReady(leader);
    }

    @Test
    void anotherServerTakesUpARunWhoseDriverWasKilled() throws IOException {
        quorum.startAll();
        quorum.startAgent();
        Path effects = quorum.home.resolve("effects");
        String script = """
                app('shop') {
                    job('slow') { process 'sh', '-c', 'echo run >> %1$s/effects; while [ ! -f %1$s/go ]; do sleep 0.1; done; echo done'; retry 0; manual() }
                    workflow('flow') {
                        step('job') { run job('slow') }
                        step('call') { call http('%2$s/call', body: output('job')) }
                        approve('go') { }
                        step('last') { call http('%2$s/last') }
                    }
                }
                """.formatted(quorum.home, receiver.url());
        must(
                "apps:apply",
                Json.object()
                        .put("script", script)
                        .put("directory", quorum.home.toString())
                        .toString());
        must("workflows/flow:run", "{}");

        await("the job runs").atMost(SOON).until(() -> Files.exists(effects));
        killLeader();
        receiver.hold("/call");
        Files.writeString(quorum.home.resolve("go"), "");
        await("the call").atMost(SOON).until(() -> !receiver.calls("/call").isEmpty());
        killLeader();
        await("the call again").atMost(SOON).until(() -> receiver.calls("/call").size() >= 2);
        receiver.release("/call");
        awaitStep("go", "Waiting");
        killLeader();
        must("runs/flow-1:approve", "{\"step\":\"go\"}");
        awaitStep("last", "Succeeded");

        assertThat(Files.readAllLines(effects)).isEqualTo(List.of("run"));
        assertThat(receiver.effects("/call")).isOne();
        assertThat(receiver.calls("/call")).allMatch(call -> call.body().equals("done"));
        assertThat(receiver.effects("/last")).isOne();
        assertThat(run().at("/status/phase").asText()).isEqualTo("Succeeded");
    }
}
