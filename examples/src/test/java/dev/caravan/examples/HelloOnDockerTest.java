package dev.caravan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** hello.groovy as containers. */
@DockerRequired
class HelloOnDockerTest {
    private final Cluster cluster = new Cluster();

    @AfterEach
    void end() {
        cluster.close();
    }

    @Test
    void autoTakesDockerAndCtrlCLeavesNoContainer() throws IOException {
        Program up = cluster.up("examples/hello.groovy");

        assertThat(up.err()).contains("with the docker engine").doesNotContain("plain processes");
        Matcher address = Pattern.compile("service/web port 8000/tcp: (http://127\\.0\\.0\\.1:\\d+/)")
                .matcher(up.out());
        assertThat(address.find()).as(up.out()).isTrue();
        assertThat(Web.get(address.group(1))).isEqualTo("Hello from Caravan\n");
        assertThat(Docker.containersOf(cluster.id())).hasSizeGreaterThanOrEqualTo(2);

        up.terminate();

        assertThat(up.awaitEnd(Duration.ofSeconds(60)).exitCode()).isIn(130, 143);
        assertThat(Docker.containersOf(cluster.id())).isEmpty();
    }

    @Test
    void detachedItRunsUntilDown() throws IOException {
        assertThat(cluster.detached("examples/hello.groovy")).contains("service/web port 8000/tcp");
        assertThat(cluster.list("pods")).hasSize(2);

        assertThat(cluster.ask("down")).isEqualTo("stopped\n");

        assertThat(Docker.containersOf(cluster.id())).isEmpty();
        assertThat(cluster.run("get", "pods").exitCode()).isEqualTo(3);
    }

    @Test
    void purgeAfterACrashLeavesNoContainer() throws IOException {
        String silent = "app('silent') { service('web') { image 'caravan/hello:1'; replicas 2 } }";
        Program up = cluster.up(cluster.script("silent.groovy", silent).toString());
        String id = cluster.id();
        assertThat(Docker.containersOf(id)).hasSizeGreaterThanOrEqualTo(2);
        up.kill();

        assertThat(cluster.ask("down", "--purge")).isEqualTo("stopped and forgotten\n");

        assertThat(Docker.containersOf(id)).isEmpty();
    }
}
