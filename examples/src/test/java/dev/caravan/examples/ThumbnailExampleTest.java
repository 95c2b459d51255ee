package dev.caravan.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** thumbnail.groovy: a function that runs only while somebody asks. */
@DockerRequired
class ThumbnailExampleTest {
    private static final int MANY = 30;

    private final Cluster cluster = new Cluster();

    @AfterEach
    void end() {
        cluster.close();
    }

    @Test
    void manyRequestsAtOnceWakeItOnceAndItGoesBackToSleep() throws Exception {
        cluster.up("examples/thumbnail.groovy");
        assertThat(cluster.list("pods")).isEmpty();

        assertThat(askAtOnce()).hasSize(MANY).allSatisfy(answer -> assertThat(answer)
                .matches("thumbnail of picture\\d+\n"));

        assertThat(cluster.readyPods("thumb-")).hasSizeBetween(1, 5);
        assertThat(cluster.ask("events").lines().filter(line -> line.contains("from 0 to")))
                .hasSize(1);
        await().atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> cluster.list("pods").isEmpty());
        assertThat(cluster.list("functions").get(0).at("/status/phase").asText())
                .isEqualTo("Idle");
    }

    private List<String> askAtOnce() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(MANY);
        try {
            List<Future<String>> asked = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                String url = "http://127.0.0.1:" + cluster.ingressPort + "/cgi-bin/thumb?picture" + i;
                asked.add(callers.submit(() -> Web.get(url)));
            }
            List<String> answers = new ArrayList<>();
            for (Future<String> answer : asked) answers.add(answer.get());
            return answers;
        } finally {
            callers.shutdownNow();
        }
    }
}
