package dev.caravan.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Given;
import dev.caravan.testing.TestPlane;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutesCommandTest {
    private static final String SCRIPT = """
            app('shop') {
                include 'lib/jobs.groovy'
                service('web') {
                    image 'web:1'
                    rollout { recreate() }
                    place { spread 'zone' }
                }
                function('thumb') { image 'thumb:1'; port 80; on http('/thumb') }
                daemon('metrics') { image 'metrics:1'; place { tolerate any } }
            }
            """;

    @TempDir
    Path directory;

    private static String printed(String... args) {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThat(Caravan.run(args)).isZero();
        } finally {
            System.setOut(out);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static Set<String> hashes(String routes) {
        return Pattern.compile("shape-([0-9a-f]{8})")
                .matcher(routes)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theHashesThatArePrintedAreThoseThatRun() throws IOException {
        Path script = directory.resolve("shop.groovy");
        Files.createDirectories(directory.resolve("lib"));
        Files.writeString(script, SCRIPT);
        Files.writeString(directory.resolve("lib/jobs.groovy"), "job('migrate') { image 'migrate:1' }\n");
        Set<String> hashes = hashes(printed("routes", script.toString()));

        for (String form : Set.of("xml", "tree", "mermaid")) {
            assertThat(hashes(printed("routes", script.toString(), "-o", form))).isEqualTo(hashes);
        }
        try (TestPlane plane = new TestPlane(directory.resolve("journal"))) {
            plane.register(Given.node("n1"));
            printed("apply", script.toString(), "--no-wait", "--server", plane.url(), "--token", TestPlane.TOKEN);

            Awaitility.await().untilAsserted(() -> assertThat(
                            new TreeSet<>(plane.plane().driver().orElseThrow().liveShapes()))
                    .isEqualTo(hashes));
        }
    }

    @Test
    void aStepSaysWhereItsWordStandsAndInWhichFile() throws IOException {
        Path script = directory.resolve("shop.groovy");
        Files.createDirectories(directory.resolve("lib"));
        Files.writeString(script, SCRIPT);
        Files.writeString(directory.resolve("lib/jobs.groovy"), "\njob('migrate') { image 'migrate:1' }\n");

        assertThat(printed("routes", script.toString()))
                .contains("-3-rollout-recreate@5:19")
                .contains("-4-schedule-spread@6:17")
                .contains("-2-reconcile-daemon@9:5")
                .contains("-2-reconcile-job@" + directory.resolve("lib/jobs.groovy") + ":2:1");
    }
}
