package dev.caravan.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** release.groovy: a release as a workflow, on plain processes. */
class ReleaseExampleTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Cluster cluster = Cluster.withoutDocker();
    private final Receiver receiver = new Receiver();

    @AfterEach
    void end() {
        cluster.close();
        receiver.close();
    }

    private JsonNode run(String name) {
        return Json.parse(cluster.ask("runs", name, "-o", "json").getBytes(StandardCharsets.UTF_8));
    }

    private void awaitPhase(String name, String phase) {
        await(name + " is " + phase)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> run(name).at("/status/phase").asText(), phase::equals);
    }

    @Test
    void aReleaseGoesThroughItsStepsAndOneThatIsRejectedIsUndone() {
        cluster.detached("--engine", "process");
        String hooks = "hooks=" + receiver.url();
        cluster.ask("apply", "examples/release.groovy", "-p", hooks, "--yes");
        assertThat(cluster.ask("apply", "examples/release.groovy", "-p", hooks, "--yes"))
                .contains("unchanged");

        assertThat(cluster.run("run", "workflow/release", "-p", "tag=x").err())
                .contains("input 'tag' must match [0-9]+[.][0-9]+, was 'x'");
        assertThat(cluster.ask("run", "workflow/release", "-p", "tag=1.1")).isEqualTo("run/release-1 started\n");
        awaitPhase("release-1", "Waiting");
        await("the approval")
                .atMost(SOON)
                .until(() -> run("release-1").at("/status/steps/go-live/state").asText(), "Waiting"::equals);
        assertThat(cluster.ask("approve", "release-1", "go-live", "--as", "alice"))
                .isEqualTo("run/release-1 step go-live approved\n");
        assertThat(cluster.run("approve", "release-1", "go-live", "--as", "alice")
                        .err())
                .contains("alice (by admin) has said so already");
        assertThat(cluster.ask("runs", "release-1")).contains("1 of 2 approvals: alice (by admin)");
        cluster.ask("approve", "release-1", "go-live", "--as", "bob");
        awaitPhase("release-1", "Succeeded");

        String tree = cluster.ask("runs", "release-1");
        assertThat(tree).contains("✔ migrate", "schema at 1.1", "✔ web", "✔ go-live", "✔ promote", "✔ dns-us");
        assertThat(receiver.paths()).contains("/warm/1.1", "/dns/eu", "/dns/us");
        assertThat(receiver.calls("/dns/eu").get(0).body()).isEqualTo("schema at 1.1");
        assertThat(cluster.ask("get", "service", "web", "-o", "jsonpath={.spec.template.containers[0].env.VERSION}"))
                .isEqualTo("1.1\n");

        cluster.ask("run", "workflow/release", "-p", "tag=1.2");
        await("the approval")
                .atMost(SOON)
                .until(() -> run("release-2").at("/status/steps/go-live/state").asText(), "Waiting"::equals);
        cluster.ask("reject", "release-2", "go-live", "--as", "carol");
        awaitPhase("release-2", "Compensated");
        assertThat(cluster.ask("runs", "release-2"))
                .contains("rejected by carol (by admin)", "web.undo", "migrate.undo", "schema at 1.1");
        assertThat(cluster.ask("get", "service", "web", "-o", "jsonpath={.spec.template.containers[0].env.VERSION}"))
                .isEqualTo("1.1\n");
        assertThat(cluster.ask("runs")).contains("release-1", "Succeeded", "release-2", "Compensated");
        cluster.ask("delete", "app/store");
        assertThat(cluster.run("runs").err()).contains("No runs found");
    }
}
