package dev.caravan.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An image that only a registry has. */
@DockerRequired
class RegistryTest {
    private static final String REGISTRY = "127.0.0.1:5000";
    private static final String IMAGE = REGISTRY + "/hello:1";

    private final Cluster cluster = new Cluster();

    @AfterEach
    void end() {
        cluster.close();
    }

    @Test
    void anImageOfARegistryIsPulled() throws IOException {
        boolean registry = answers();
        if (Docker.mustAnswer())
            assertThat(registry).as("a registry on %s", REGISTRY).isTrue();
        assumeTrue(registry, "no registry answers on " + REGISTRY);
        Docker.ask("tag", "caravan/hello:1", IMAGE);
        Docker.ask("push", IMAGE);
        Docker.ask("rmi", IMAGE);
        int port = FreePort.next();
        Path script = cluster.script(
                "pulled.groovy",
                Checkout.text("hello.groovy")
                        .replace("caravan/hello:1", IMAGE)
                        .replace("port 8000", "port 8000, publish: " + port));

        cluster.up(script.toString(), "--engine", "docker");

        assertThat(Web.get("http://127.0.0.1:" + port + "/")).isEqualTo("Hello from Caravan\n");
        assertThat(Docker.run("image", "inspect", IMAGE).exitCode()).isZero();
    }

    private static boolean answers() {
        try {
            Web.get("http://" + REGISTRY + "/v2/");
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
