package dev.caravan.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The driver of a run is killed with {@code kill -9} in the middle of every kind of step. What happens inside Caravan must have
 * happened once, calls that leave it are counted by their keys, and nothing may be left out.
 */
class WorkflowFaultTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Cluster cluster = Cluster.withoutDocker();
    private final Receiver receiver = new Receiver();
    private Program server;

    @AfterEach
    void end() {
        cluster.close();
        receiver.close();
    }

    private void startServer() {
        server = cluster.start(
                "server", "--name", "s1", "--port", "" + cluster.apiPort, "--grid-port", "" + cluster.gridPort);
        Cluster.awaitLine(server, "server s1 is ready");
    }

    /** Kills the driver and has another one take over. */
    private void killDriver() {
        server.kill();
        startServer();
    }

    private Path workflow(String name) {
        String script = """
                app('shop') {
                    service('web') { process 'java', 'Hello.java'; replicas 2; port 8080 }
                    job('slow') { process 'sh', '-c', 'echo "$STEP" >> %1$s/effects; while [ ! -f "%1$s/go-$STEP" ]; do sleep 0.1; done; echo "done $STEP"'; retry 0; manual() }
                    workflow('flow') {
                        step('first') { run job('slow'), with: [step: 'first']; compensate { run job('slow'), with: [step: 'undo'] } }
                        canary('web') { env VERSION: '2'; stages 50.percent, 100.percent; hold 2.seconds; compensate { restore 'web' } }
                        approve('go') { quorum 2 }
                        parallel(limit: 2) {
                            step('promote') { promote 'web' }
                            step('call') { call http('%2$s/call'); compensate { call http('%2$s/undo-call') } }
                            step('beside') { run job('slow'), with: [step: 'beside'] }
                        }
                        step('pay') { call http('%2$s/pay'); repeatable false; optional() }
                        step('last') { call http('%2$s/last'), retry 3, backoff: 200.millis }
                        onFailure { compensateAll(); call http('%2$s/failed') }
                    }
                }
                """.formatted(cluster.home(), receiver.url()).replace("/last'), retry", "/last'); retry");
        return cluster.script(name, script);
    }

    private JsonNode run(String name) {
        return Json.parse(cluster.ask("runs", name, "-o", "json").getBytes(StandardCharsets.UTF_8));
    }

    private void awaitStep(String run, String step, String state) {
        await(step + " of " + run + " is " + state)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> run(run).at("/status/steps")
                                .path(step)
                                .path("state")
                                .asText(),
                        state::equals);
    }

    private void awaitPhase(String run, String phase) {
        await(run + " is " + phase)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> run(run).at("/status/phase").asText(), phase::equals);
    }

    private List<String> effects() throws IOException {
        Path file = cluster.home().resolve("effects");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private void go(String step) throws IOException {
        Files.writeString(cluster.home().resolve("go-" + step), "");
    }

    private void awaitEffect(String step) {
        await(step + " runs").atMost(SOON).until(() -> effects().contains(step));
    }

    @Test
    void aDriverKilledInEveryKindOfStepLosesNothingAndRepeatsNothingInside() throws IOException {
        startServer();
        Program agent = cluster.start(
                "agent",
                "--name",
                "n1",
                "--join",
                "127.0.0.1:" + cluster.gridPort,
                "--engine",
                "process",
                "--link-port",
                "" + cluster.linkPort,
                "--ingress-port",
                "" + cluster.ingressPort);
        Cluster.awaitLine(agent, "node n1 is ready");
        Files.writeString(cluster.home().resolve("Hello.java"), Checkout.text("Hello.java"));
        cluster.ask("apply", workflow("flow.groovy").toString(), "--yes");
        cluster.ask("run", "workflow/flow");

        awaitEffect("first");
        killDriver();
        go("first");
        awaitStep("flow-1", "first", "Succeeded");

        awaitStep("flow-1", "web", "Waiting");
        killDriver();
        awaitStep("flow-1", "go", "Waiting");

        cluster.ask("approve", "flow-1", "go", "--as", "alice");
        receiver.hold("/call");
        killDriver();
        cluster.ask("approve", "flow-1", "go", "--as", "bob");

        await("the call").atMost(SOON).until(() -> !receiver.calls("/call").isEmpty());
        awaitEffect("beside");
        killDriver();
        await("the call again").atMost(SOON).until(() -> receiver.calls("/call").size() >= 2);
        receiver.hold("/pay");
        receiver.release("/call");
        go("beside");

        await("the payment").atMost(SOON).until(() -> !receiver.calls("/pay").isEmpty());
        killDriver();
        awaitPhase("flow-1", "InDoubt");
        assertThat(receiver.calls("/pay")).hasSize(1);
        receiver.release("/pay");
        receiver.fail("/last");
        cluster.ask("retry", "flow-1");

        await("the last step fails").atMost(SOON).until(() -> !receiver.calls("/last")
                .isEmpty());
        killDriver();
        awaitEffect("undo");
        killDriver();
        go("undo");
        awaitPhase("flow-1", "Compensated");

        JsonNode run = run("flow-1");
        assertThat(effects()).containsExactlyInAnyOrder("first", "beside", "undo");
        assertThat(cluster.list("pods").stream().map(Cluster::name).filter(name -> name.startsWith("slow-")))
                .hasSize(3);
        assertThat(receiver.effects("/call")).isOne();
        assertThat(receiver.effects("/pay")).isOne();
        assertThat(receiver.calls("/pay")).hasSize(2);
        assertThat(receiver.effects("/last")).isOne();
        assertThat(receiver.calls("/last").size()).isGreaterThanOrEqualTo(4);
        assertThat(receiver.effects("/undo-call")).isOne();
        assertThat(receiver.effects("/failed")).isOne();
        for (String step :
                List.of("first", "web", "go", "promote", "call", "beside", "first.undo", "web.undo", "call.undo")) {
            assertThat(run.at("/status/steps").path(step).path("state").asText())
                    .as(step)
                    .isEqualTo("Succeeded");
        }
        JsonNode web = cluster.list("services").get(0);
        assertThat(web.at("/spec/template/containers/0/env").has("VERSION")).isFalse();
        assertThat(web.at("/spec").has("canary")).isFalse();
    }
}
