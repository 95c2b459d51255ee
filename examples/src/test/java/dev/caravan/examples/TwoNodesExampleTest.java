package dev.caravan.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** two-nodes.groovy: a server and two agents, each in a process of its own. */
@DockerRequired
class TwoNodesExampleTest {
    private static final Duration MOVED = Duration.ofSeconds(30);

    private static final String LISTENING = "0A";

    private final Cluster cluster = new Cluster();
    private final int webPort = FreePort.next();

    @AfterEach
    void end() {
        cluster.close();
    }

    @Test
    void podsOfALostAgentAreReplacedOnTheOtherAndItIsUsedAgainWhenItIsBack() throws IOException {
        Program server = cluster.start(
                "server", "--name", "s1", "--port", "" + cluster.apiPort, "--grid-port", "" + cluster.gridPort);
        Cluster.awaitLine(server, "server s1 is ready");
        Program first = agent("n1", "127.0.0.1", "a");
        Program second = agent("n2", "127.0.0.2", "b");
        Cluster.awaitLine(first, "node n1 is ready");
        Cluster.awaitLine(second, "node n2 is ready");
        Path script = cluster.script(
                "two-nodes.groovy", Checkout.text("two-nodes.groovy").replace("8200", "" + webPort));

        cluster.ask("apply", script.toString(), "--yes");

        assertThat(podsByNode()).isEqualTo(Map.of("n1", 2L, "n2", 2L));
        for (int i = 0; i < 8; i++) {
            assertThat(Web.get(url("127.0.0.1"))).isEqualTo("Hello from Caravan\n");
            assertThat(Web.get(url("127.0.0.2"))).isEqualTo("Hello from Caravan\n");
        }
        assertThat(connectionsTo("0200007F", cluster.linkPort))
                .as("connections to the second node's link")
                .isPositive();
        assertThat(connectionsTo("0100007F", cluster.linkPort))
                .as("connections to the first node's link")
                .isPositive();

        Set<String> orphans = idsOn("n2");
        second.kill();

        await().atMost(MOVED).pollInterval(Duration.ofMillis(300)).until(() -> podsByNode()
                .equals(Map.of("n1", 4L)));
        assertThat(Web.get(url("127.0.0.1"))).isEqualTo("Hello from Caravan\n");
        assertThat(cluster.run("status").exitCode()).isEqualTo(1);

        Cluster.awaitLine(agent("n2", "127.0.0.2", "b"), "node n2 is ready");
        await().atMost(MOVED).until(() -> cluster.run("status").exitCode() == 0);
        await("containers that were replaced are removed")
                .atMost(MOVED)
                .until(() -> Docker.containersOf(cluster.id()).stream().noneMatch(orphans::contains));

        Set<String> before = idsOn("n1");
        cluster.ask("restart", "service/web");
        await("new pods on both nodes")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> cluster.list("pods").size() == 4
                        && podsByNode().keySet().equals(Set.of("n1", "n2"))
                        && idsOn("n1").stream().noneMatch(before::contains));
        assertThat(Web.get(url("127.0.0.2"))).isEqualTo("Hello from Caravan\n");

        cluster.ask("delete", "app/two-nodes");
    }

    private Program agent(String name, String address, String zone) {
        return cluster.start(
                "agent",
                "--name",
                name,
                "--join",
                "127.0.0.1:" + cluster.gridPort,
                "--address",
                address,
                "--capacity",
                "cpu=1,memory=1gb",
                "--label",
                "zone=" + zone,
                "--engine",
                "docker",
                "--grid-port",
                "" + FreePort.next(),
                "--link-port",
                "" + cluster.linkPort,
                "--ingress-port",
                "" + cluster.ingressPort);
    }

    private Map<String, Long> podsByNode() {
        return cluster.readyPods("web-").stream()
                .collect(Collectors.groupingBy(pod -> pod.at("/spec/node").asText(), Collectors.counting()));
    }

    private Set<String> idsOn(String node) {
        return cluster.readyPods("web-").stream()
                .filter(pod -> pod.at("/spec/node").asText().equals(node))
                .map((JsonNode pod) -> Cluster.containerId(pod))
                .collect(Collectors.toSet());
    }

    private String url(String address) {
        return "http://" + address + ":" + webPort + "/";
    }

    /** Connections to a port, open or just closed, from either end, as the kernel lists them: the address in hex. */
    private static long connectionsTo(String address, int port) throws IOException {
        String end = address + ":" + String.format(Locale.ROOT, "%04X", port);
        List<String> lines = new ArrayList<>(Files.readAllLines(Path.of("/proc/net/tcp")));
        lines.addAll(Files.readAllLines(Path.of("/proc/net/tcp6")));
        return lines.stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> !columns[3].equals(LISTENING))
                .filter(columns -> columns[1].endsWith(end) || columns[2].endsWith(end))
                .count();
    }
}
