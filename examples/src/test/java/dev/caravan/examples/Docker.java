package dev.caravan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.examples.Program.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The machine's Docker engine, through its own command. */
final class Docker {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final List<String> IMAGES = List.of(
            "caravan/hello:1",
            "caravan/shop-web:1.0",
            "caravan/shop-web:1.1",
            "caravan/shop-worker:1.0",
            "caravan/shop-worker:1.1",
            "caravan/shop-migrate:1.0",
            "caravan/shop-migrate:1.1",
            "caravan/thumbnail:1");

    private Docker() {}

    static boolean mustAnswer() {
        return "1".equals(System.getenv("CARAVAN_REQUIRE_DOCKER"));
    }

    static boolean answers() {
        boolean installed = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "docker")));
        return installed && run("version").exitCode() == 0;
    }

    /** As {@code examples/images/build} makes them. */
    static void buildMissingImages() {
        boolean complete =
                IMAGES.stream().allMatch(image -> run("image", "inspect", image).exitCode() == 0);
        if (complete) return;
        Ended built = Program.start(
                        Checkout.root(),
                        Map.of(),
                        List.of(Checkout.example("images/build").toString()))
                .awaitEnd(LIMIT);
        assertThat(built.exitCode())
                .as("examples/images/build: %s", built.err())
                .isZero();
    }

    static Ended run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        return Program.start(Checkout.root(), Map.of(), command).awaitEnd(LIMIT);
    }

    /** Runs a command that must not fail; returns what it printed, without the last line's end. */
    static String ask(String... arguments) {
        Ended ended = run(arguments);
        assertThat(ended.exitCode())
                .as("docker %s: %s", List.of(arguments), ended.err())
                .isZero();
        return ended.out().strip();
    }

    /** Ids of the containers that a cluster has here, running or not. */
    static List<String> containersOf(String clusterId) {
        return ask("ps", "-aq", "--no-trunc", "--filter", "label=caravan.cluster=" + clusterId)
                .lines()
                .toList();
    }
}
