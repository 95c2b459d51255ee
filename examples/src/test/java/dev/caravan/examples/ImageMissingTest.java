package dev.caravan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.examples.Program.Ended;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An image that is nowhere. */
@DockerRequired
class ImageMissingTest {
    private static final String IMAGE = "127.0.0.1:1/nowhere:1";

    private final Cluster cluster = new Cluster();

    @AfterEach
    void end() {
        cluster.close();
    }

    @Test
    void anImageThatCannotBePulledIsOneLineAndLeavesNothing() {
        Path script =
                cluster.script("missing.groovy", Checkout.text("hello.groovy").replace("caravan/hello:1", IMAGE));

        Ended ended = cluster.startUp(script.toString(), "--engine", "docker").awaitEnd(Duration.ofSeconds(90));

        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(1);
        assertThat(ended.err().lines().filter(line -> line.contains("is failing")))
                .singleElement()
                .asString()
                .contains(IMAGE)
                .contains("build it with examples/images/build, or push it to a registry");
        assertThat(Docker.containersOf(cluster.id())).isEmpty();
    }
}
