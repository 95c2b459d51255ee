package dev.caravan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.examples.Program.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line prints and how it ends where no cluster is needed. */
class CommandLineTest {
    private final Cluster cluster = new Cluster();

    @AfterEach
    void end() {
        cluster.close();
    }

    @Test
    void allExamplesAreValid() {
        String printed = cluster.ask(
                "validate",
                "examples/hello.groovy",
                "examples/shop.groovy",
                "examples/thumbnail.groovy",
                "examples/two-nodes.groovy");

        assertThat(printed).isEqualTo(Checkout.expected("validate.txt"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "shop", "thumbnail", "two-nodes"})
    void routesArePrintedAsATree(String example) {
        String printed = cluster.ask("routes", "examples/" + example + ".groovy", "-o", "tree");

        assertThat(printed).isEqualTo(Checkout.expected(example + "-routes.txt"));
    }

    @Test
    void fiveMistakesAreFiveErrorsAtTheirPlaces() {
        Ended ended = cluster.run("validate", "examples/expected/five-mistakes.groovy");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).isEqualTo(Checkout.expected("five-mistakes.txt"));
    }

    @Test
    void aFaultyScriptStartsNothing() {
        Ended ended = cluster.startUp("examples/expected/five-mistakes.groovy", "--engine", "process")
                .awaitEnd(Duration.ofSeconds(30));

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err()).contains("five-mistakes.groovy:3:9: ").endsWith("5 errors\n");
        assertThat(cluster.home().resolve("data/journal")).doesNotExist();
    }

    @Test
    void unknownKindsFlagsAndCommandsAreUsageErrorsWithAHint() {
        assertThat(cluster.run("get", "servces")).satisfies(ended -> {
            assertThat(ended.exitCode()).isEqualTo(2);
            assertThat(ended.err()).isEqualTo("caravan: there is no kind 'servces'; did you mean 'services'?\n");
        });
        assertThat(cluster.run("aply").exitCode()).isEqualTo(2);
        assertThat(cluster.run("aply").err()).startsWith("caravan: unknown command 'aply'; did you mean 'apply'?");
        assertThat(cluster.run("up", "--egine", "process").exitCode()).isEqualTo(2);
    }

    @Test
    void withoutAServerTheExitCodeIsThree() {
        Ended ended = cluster.run("get", "pods");

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.err())
                .startsWith("caravan: cannot reach the server at http://127.0.0.1:" + cluster.apiPort)
                .contains("caravan up")
                .hasLineCount(1);
    }

    @Test
    void aPortInUseIsOneClearLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(cluster.apiPort, 1, InetAddress.getByName("127.0.0.1"))) {
            Ended ended = cluster.startUp("--engine", "process").awaitEnd(Cluster.START);

            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.err())
                    .contains(Integer.toString(taken.getLocalPort()))
                    .hasLineCount(1);
        }
    }

    @Test
    void theLauncherWorksThroughALinkFromAnotherDirectory() throws IOException {
        Path link = Files.createSymbolicLink(
                cluster.home().resolve("a link"), Checkout.root().resolve("caravan"));

        Ended ended = Program.start(
                        cluster.home(),
                        Map.of("CARAVAN_NO_BUILD", "1"),
                        List.of(link.toString(), "version", "--client"))
                .awaitEnd(Duration.ofSeconds(30));

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out()).startsWith("client ");
    }

    @Test
    void aWrongJavaHomeIsNamed() {
        Ended ended = Program.start(
                        Checkout.root(), Map.of("JAVA_HOME", "/nowhere"), List.of("./caravan", "version", "--client"))
                .awaitEnd(Duration.ofSeconds(30));

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err()).startsWith("caravan: JAVA_HOME is '/nowhere'").hasLineCount(1);
    }
}
