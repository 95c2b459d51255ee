package dev.caravan.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** hello.groovy as plain processes, on a machine without Docker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HelloExampleTest {
    private static final String SCRIPT = Checkout.example("hello.groovy").toString();
    private static final Duration HEALED = Duration.ofSeconds(20);

    private Cluster cluster;
    private Program up;

    @BeforeAll
    void start() {
        cluster = Cluster.withoutDocker();
        up = cluster.up(SCRIPT);
    }

    @BeforeEach
    void applyAgain() {
        cluster.ask("apply", SCRIPT, "--yes");
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void upPrintsTheAddressAndItAnswers() throws IOException {
        Matcher address = Pattern.compile("service/web port 8000/tcp: (http://127\\.0\\.0\\.1:\\d+/)")
                .matcher(up.out());

        assertThat(address.find()).as(up.out()).isTrue();
        assertThat(Web.get(address.group(1))).isEqualTo("Hello from Caravan\n");
    }

    @Test
    void upSaysThatPlainProcessesAreUsed() {
        assertThat(up.err().lines().filter(line -> line.contains("no Docker engine answers")))
                .as(up.err())
                .singleElement()
                .asString()
                .contains("plain processes");
    }

    @Test
    void getShowsWhatRuns() {
        assertThat(normalised(cluster.ask("get", "all"))).isEqualTo(Checkout.expected("hello-get-all.txt"));
    }

    @Test
    void aSecondApplyIsUnchanged() {
        assertThat(cluster.ask("apply", SCRIPT)).startsWith("app/hello unchanged");
    }

    @Test
    void aKilledProcessIsReplacedAndReady() {
        JsonNode victim = cluster.readyPods("web-").get(0);
        long pid = pid(victim);

        assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();

        await().atMost(HEALED).pollInterval(Duration.ofMillis(200)).until(() -> {
            Map<String, Long> now = pids();
            return now.size() == 2 && !now.containsValue(pid);
        });
        assertThat(Web.answers(address(), "Hello from Caravan\n")).isTrue();
    }

    @Test
    void deletingTheAppLeavesNothing() {
        List<Long> before = List.copyOf(pids().values());

        assertThat(cluster.ask("delete", "app/hello")).isEqualTo("app/hello deleted\n");

        assertThat(cluster.list("pods")).isEmpty();
        assertThat(cluster.list("services")).isEmpty();
        awaitGone(before);
    }

    @Test
    void afterAKillNineTheSameProcessesAreTakenOver() {
        Map<String, Long> before = pids();
        up.kill();
        assertThat(before.values()).allMatch(HelloExampleTest::isAlive);

        up = cluster.up();

        await().atMost(HEALED).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> assertThat(pids())
                .isEqualTo(before));
        assertThat(cluster.list("pods"))
                .allMatch(pod -> pod.at("/status/restarts").asInt() == 0);
        assertThat(Web.answers(address(), "Hello from Caravan\n")).isTrue();
    }

    @Test
    void purgeLeavesNeitherProcessNorData() throws IOException {
        List<Long> before = List.copyOf(pids().values());

        assertThat(cluster.ask("down", "--purge")).isEqualTo("stopped and forgotten\n");

        assertThat(up.isAlive()).isFalse();
        awaitGone(before);
        try (Stream<Path> left = Files.list(cluster.home())) {
            assertThat(left).isEmpty();
        }
        up = cluster.up(SCRIPT);
    }

    @Test
    void anEndedUpHasStoppedItsProcessesAndStartsThemAgain() {
        List<Long> before = List.copyOf(pids().values());

        up.terminate();
        assertThat(up.awaitEnd(Duration.ofSeconds(30)).exitCode()).isIn(130, 143);
        awaitGone(before);

        up = cluster.up();
        await().atMost(HEALED).until(() -> pids().size() == 2);
    }

    /** Ids of the processes of ready pods, by pod. */
    private Map<String, Long> pids() {
        return cluster.readyPods("web-").stream().collect(Collectors.toMap(Cluster::name, this::pid));
    }

    /** As the engine notes it. */
    private long pid(JsonNode pod) {
        Path processes = cluster.home().resolve("data/nodes/n1/processes/pods");
        Path noted = processes.resolve(pod.at("/metadata/uid").asText()).resolve("main/process");
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(noted)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Long.parseLong(properties.getProperty("pid"));
    }

    /** A process that was taken over stays for a moment after its end, until the machine's first process reaps it. */
    private static void awaitGone(List<Long> pids) {
        await().atMost(Duration.ofSeconds(5)).until(() -> pids.stream().noneMatch(HelloExampleTest::isAlive));
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private String address() {
        return "http://"
                + cluster.list("services").get(0).at("/status/addresses/0").asText() + "/";
    }

    /** Ages, restarts, ports and the hash of the script's place differ from run to run, and with them the columns' widths. */
    private static String normalised(String table) {
        return table.replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT")
                .replaceAll("(?m) \\d+(s|m\\S*|h|d)$", " AGE")
                .replaceAll("web-[0-9a-f]{8}-", "web-HASH-")
                .replaceAll("(Running +)\\d+", "$1N")
                .replaceAll(" {2,}", "  ");
    }
}
