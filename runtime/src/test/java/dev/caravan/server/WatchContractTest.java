package dev.caravan.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import dev.caravan.model.Config;
import dev.caravan.model.Metadata;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.testing.TestPlane;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ClusterStoreContract} promises of watches and long lists, as clients of the API see it. */
class WatchContractTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path directory;

    private static TestPlane plane;

    @BeforeAll
    static void start() throws IOException {
        plane = new TestPlane(directory);
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    private static HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create(plane.url() + "/api/v1/" + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + TestPlane.TOKEN)
                .build();
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return HTTP.send(request(path), HttpResponse.BodyHandlers.ofString());
    }

    private static CompletableFuture<Long> put(String name, int value) {
        Config config = new Config(
                Metadata.create("default", name, "uid-" + name, Instant.EPOCH),
                new Config.Spec(Map.of("v", Integer.toString(value))));
        Batch batch = new Batch(name + "-" + value, Batch.NO_TERM, List.of(new Change.Put(config, Change.ANY)));
        return plane.plane().journal().submit(batch).toCompletableFuture().thenApply(commit -> commit.revision());
    }

    /** Writes an object again and again, many writes under way at once; returns the version of the first and the last. */
    private static long[] churn(String name, int times) {
        List<CompletableFuture<Long>> writes = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            writes.add(put(name, i));
            if (writes.size() > 500) writes.get(writes.size() - 500).join();
        }
        long[] versions = writes.stream().mapToLong(CompletableFuture::join).toArray();
        return new long[] {LongStream.of(versions).min().orElse(0), versions[versions.length - 1]};
    }

    private static long version(JsonNode line) {
        return line.at("/object/metadata/resourceVersion").asLong();
    }

    /** Reads a watch until a line is the last that is wanted. */
    private static void watch(long from, Predicate<JsonNode> last) throws Exception {
        HttpResponse<InputStream> response = HTTP.send(
                request("configs?watch=true&resourceVersion=" + from), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            JsonNode line;
            do {
                line = Json.parse(reader.readLine().getBytes(StandardCharsets.UTF_8));
            } while (!last.test(line));
        }
    }

    @Test
    void watchThatIsBrokenOffAndTakenUpAgainSeesEachChangeOnceAndInOrder() throws Exception {
        long from = plane.revision();
        CompletableFuture<long[]> writing = CompletableFuture.supplyAsync(() -> churn("followed", 600));
        List<JsonNode> seen = new ArrayList<>();
        while (seen.size() < 600) {
            long after = seen.isEmpty() ? from : version(seen.get(seen.size() - 1));
            int wanted = seen.size() + 200;
            watch(after, line -> {
                boolean change = line.at("/object/metadata/name").asText().equals("followed");
                if (change) seen.add(line);
                return seen.size() == wanted;
            });
        }
        writing.join();
        assertThat(seen).extracting(WatchContractTest::version).isSorted().doesNotHaveDuplicates();
        assertThat(seen)
                .extracting(line -> line.at("/object/spec/data/v").asText())
                .doesNotHaveDuplicates()
                .hasSize(600);
    }

    @Test
    void watchAndListFromAForgottenVersionAreGone() throws Exception {
        put("one", 1).join();
        put("two", 1).join();
        JsonNode first = Json.parse(get("configs?limit=1").body().getBytes(StandardCharsets.UTF_8));
        long start = first.at("/metadata/resourceVersion").asLong();
        String next = first.at("/metadata/continue").asText();
        assertThat(get("configs?limit=1&continue=" + next).statusCode()).isEqualTo(200);
        for (int round = 0; plane.plane().journal().feed().oldest() <= start; round++)
            churn("forgetting" + round, 2_000);
        HttpResponse<String> watched = get("configs?watch=true&resourceVersion=" + start);
        assertThat(watched.statusCode()).isEqualTo(410);
        assertThat(watched.body()).contains("too old to watch from");
        assertThat(get("configs?limit=1&continue=" + next).statusCode()).isEqualTo(410);
    }

    /** A selection in which nothing happens: the reader still learns from where it can go on. */
    @Test
    void bookmarkTellsHowFarAQuietWatchIs() throws Exception {
        long from = plane.revision();
        long[] versions = churn("elsewhere", 5);
        HttpResponse<InputStream> response = HTTP.send(
                request("quotas?watch=true&resourceVersion=" + from), HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            JsonNode line = Json.parse(reader.readLine().getBytes(StandardCharsets.UTF_8));
            assertThat(line.path("type").asText()).isEqualTo("BOOKMARK");
            assertThat(version(line)).isGreaterThanOrEqualTo(versions[1]);
        }
    }
}
