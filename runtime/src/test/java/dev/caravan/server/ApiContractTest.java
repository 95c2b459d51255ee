package dev.caravan.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ClusterStoreContract} promises, as clients of the API see it. */
class ApiContractTest {
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

    private record Answer(int status, JsonNode body) {
        String detail() {
            return body.path("detail").asText();
        }

        long version() {
            return body.at("/metadata/resourceVersion").asLong();
        }
    }

    private static Answer call(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(plane.url() + "/api/v1/" + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + TestPlane.TOKEN)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<byte[]> response = HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), Json.parse(response.body()));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(method + " " + path, e);
        }
    }

    private static String config(String value, long version) {
        return "{\"metadata\":{\"resourceVersion\":" + version + "},\"spec\":{\"data\":{\"v\":\"" + value + "\"}}}";
    }

    @Test
    void objectIsCreatedOnceReplacedByVersionAndDeleted() {
        Answer created = call("PUT", "configs/life", config("1", 0));
        assertThat(created.status()).isEqualTo(200);
        assertThat(call("POST", "configs", "{\"metadata\":{\"name\":\"life\"}}").status())
                .isEqualTo(409);
        Answer replaced = call("PUT", "configs/life", config("2", created.version()));
        assertThat(replaced.body().at("/spec/data/v").asText()).isEqualTo("2");
        assertThat(replaced.body().at("/metadata/uid").asText())
                .isNotEmpty()
                .isEqualTo(created.body().at("/metadata/uid").asText());
        assertThat(call("PUT", "configs/life", config("3", created.version())).status())
                .isEqualTo(409);
        assertThat(call("DELETE", "configs/life?resourceVersion=" + created.version(), "")
                        .status())
                .isEqualTo(409);
        assertThat(call("DELETE", "configs/life", "").status()).isEqualTo(200);
        assertThat(call("GET", "configs/life", "").status()).isEqualTo(404);
    }

    @Test
    void patchChangesWhatItNamesAndNothingElse() {
        call("PUT", "configs/patched", "{\"metadata\":{\"labels\":{\"a\":\"1\"}},\"spec\":{\"data\":{\"v\":\"1\"}}}");
        Answer patched = call("PATCH", "configs/patched", "{\"metadata\":{\"labels\":{\"a\":null,\"b\":\"2\"}}}");
        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.body().at("/metadata/labels").toString()).isEqualTo("{\"b\":\"2\"}");
        assertThat(patched.body().at("/spec/data/v").asText()).isEqualTo("1");
    }

    @Test
    void unknownFieldsAndForeignOnesAreRefused() {
        Answer unknown = call("PUT", "configs/odd", "{\"spec\":{\"datum\":1}}");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.detail()).contains("$.spec").contains("datum");
        Answer other = call("PUT", "configs/odd", "{\"metadata\":{\"name\":\"even\"}}");
        assertThat(other.detail()).isEqualTo("$.metadata.name is 'even', but the request is about 'odd'");
        Answer pod = call(
                "PUT",
                "pods/by-hand",
                "{\"spec\":{\"workload\":{\"kind\":\"Service\",\"namespace\":\"default\","
                        + "\"name\":\"w\"},\"template\":{\"containers\":[]}}}");
        assertThat(pod.status()).isIn(400, 403);
    }

    @Test
    void batchLandsWholeOrNotAtAll() {
        call("PUT", "configs/there", config("1", 0));
        String both =
                "{\"changes\":[{\"put\":{\"kind\":\"Config\",\"metadata\":{\"namespace\":\"default\",\"name\":\"new\"}}},"
                        + "{\"delete\":{\"kind\":\"Config\",\"name\":\"there\",\"resourceVersion\":1}}]}";
        assertThat(call("POST", "batch", both).status()).isEqualTo(409);
        assertThat(call("GET", "configs/new", "").status()).isEqualTo(404);
        assertThat(call("POST", "batch", both.replace(",\"resourceVersion\":1", ""))
                        .status())
                .isEqualTo(200);
        assertThat(call("GET", "configs/new", "").status()).isEqualTo(200);
        assertThat(call("GET", "configs/there", "").status()).isEqualTo(404);
    }

    @Test
    void pagesAreOfOneVersionAndSelectorsHold() {
        for (String name : List.of("p1", "p2", "p3")) {
            call("PUT", "configs/" + name, "{\"metadata\":{\"labels\":{\"paged\":\"yes\"}}}");
        }
        Answer first = call("GET", "configs?labelSelector=paged%20in%20(yes)&limit=2", "");
        call("DELETE", "configs/p3", "");
        String next = first.body().at("/metadata/continue").asText();
        Answer second = call("GET", "configs?labelSelector=paged&limit=2&continue=" + next, "");
        assertThat(second.body().path("items")).hasSize(1);
        assertThat(second.body().at("/items/0/metadata/name").asText()).isEqualTo("p3");
        assertThat(second.version()).isEqualTo(first.version());
        Answer byField = call("GET", "configs?fieldSelector=metadata.name%3Dp1", "");
        assertThat(byField.body().path("items")).hasSize(1);
        assertThat(call("GET", "configs?fieldSelector=spec.colour%3Dred", "").detail())
                .contains("'spec.colour'")
                .contains("metadata.name");
        assertThat(call("GET", "configs?continue=nonsense", "").status()).isEqualTo(400);
    }

    @Test
    void watchOfASelectionTellsWhatEntersAndLeavesAndGoesOnFromAVersion() throws Exception {
        long from = call("GET", "configs", "").version();
        call("PUT", "configs/moving", "{\"metadata\":{\"labels\":{\"env\":\"test\"}}}");
        call("PATCH", "configs/moving", "{\"metadata\":{\"labels\":{\"env\":\"live\"}}}");
        call("PATCH", "configs/moving", "{\"metadata\":{\"labels\":{\"env\":\"test\"}}}");
        call("PATCH", "configs/moving", "{\"metadata\":{\"labels\":{\"env\":\"live\"}}}");
        String path = "configs?watch=true&labelSelector=env%3Dlive&resourceVersion=";
        List<JsonNode> events = watch(path + from, 3);
        assertThat(events).extracting(e -> e.path("type").asText()).containsExactly("ADDED", "DELETED", "ADDED");
        long second = events.get(1).at("/object/metadata/resourceVersion").asLong();
        assertThat(watch(path + second, 1))
                .extracting(e -> e.path("type").asText())
                .containsExactly("ADDED");
    }

    private static List<JsonNode> watch(String path, int count) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(plane.url() + "/api/v1/" + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + TestPlane.TOKEN)
                .build();
        List<JsonNode> events = new ArrayList<>();
        HttpResponse<InputStream> response = HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            while (events.size() < count) {
                events.add(Json.parse(lines.readLine().getBytes(StandardCharsets.UTF_8)));
            }
        }
        return events;
    }

    @Test
    void ownedObjectsFollowOrStayAsAsked() {
        String uid = call("PUT", "configs/parent", config("1", 0))
                .body()
                .at("/metadata/uid")
                .asText();
        String child = "{\"metadata\":{\"ownerReferences\":[{\"kind\":\"Config\",\"name\":\"parent\",\"uid\":\"" + uid
                + "\"}]}}";
        call("PUT", "configs/child", child);
        call("DELETE", "configs/parent?propagation=orphan", "");
        assertThat(call("GET", "configs/child", "")
                        .body()
                        .at("/metadata/ownerReferences")
                        .size())
                .isZero();
        uid = call("PUT", "configs/parent", config("1", 0))
                .body()
                .at("/metadata/uid")
                .asText();
        call("PUT", "configs/child", child.replaceFirst("uid\":\"[^\"]*", "uid\":\"" + uid));
        assertThat(call("DELETE", "configs/parent?propagation=background", "").status())
                .isEqualTo(200);
        assertThat(call("GET", "configs/child", "").status()).isEqualTo(404);
        assertThat(call("DELETE", "configs/new?propagation=sideways", "").status())
                .isIn(400, 404);
    }

    @Test
    void secretIsShownToWhoAsksForItsValuesAndNowhereElse() throws Exception {
        assertThat(call("PUT", "secrets/db", "{\"data\":{\"password\":\"hunter2\"}}")
                        .status())
                .isEqualTo(200);
        assertThat(call("PUT", "secrets/db", "{\"data\":{\"user\":\"web\"}}").status())
                .isEqualTo(200);
        assertThat(call("GET", "secrets/db:reveal", "").body().toString())
                .isEqualTo("{\"data\":{\"password\":\"hunter2\",\"user\":\"web\"}}");
        assertThat(call("GET", "secrets", "").body().toString())
                .contains("(sealed)")
                .doesNotContain("hunter2");
        assertThat(watch("secrets?watch=true&resourceVersion=0", 1).toString()).doesNotContain("hunter2");
        assertThat(call("GET", "events?allNamespaces=true", "").body().toString())
                .doesNotContain("hunter2");
        plane.plane().journal().makeSnapshot();
        call("PUT", "configs/after", config("1", 0));
        org.awaitility.Awaitility.await().until(() -> {
            try (var files = java.nio.file.Files.list(directory)) {
                return files.anyMatch(f -> f.getFileName().toString().matches("snapshot-\\d+-\\d+"));
            }
        });
        try (var files = java.nio.file.Files.walk(directory)) {
            for (Path file : files.filter(java.nio.file.Files::isRegularFile).toList()) {
                String content = java.nio.file.Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(content.contains("hunter2")).as(file.toString()).isFalse();
            }
        }
        assertThat(plane.plane()
                        .store()
                        .list(dev.caravan.store.Query.of(dev.caravan.model.Kind.SECRET))
                        .items())
                .as("secrets in the grid")
                .isEmpty();
        assertThat(call("DELETE", "secrets/db", "").status()).isEqualTo(200);
    }

    @Test
    void quotaAndNamespaceAreEnforced() {
        assertThat(call("PUT", "configs/a?namespace=team", "{}").detail()).contains("namespace 'team' is not there");
        assertThat(call("PUT", "namespaces/team", "{}").status()).isEqualTo(200);
        call("PUT", "quotas/small?namespace=team", "{\"spec\":{\"hard\":{\"configs\":\"1\"}}}");
        assertThat(call("PUT", "configs/a?namespace=team", "{}").status()).isEqualTo(200);
        Answer refused = call("PUT", "configs/b?namespace=team", "{}");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.detail()).contains("allows 1 of configs: 1 used, 1 more wanted");
        Answer quota = call("GET", "quotas/small?namespace=team", "");
        assertThat(quota.body().at("/status/used/configs").asText()).isEqualTo("1");
        assertThat(call("DELETE", "namespaces/team", "").status()).isEqualTo(200);
        assertThat(call("GET", "configs/a?namespace=team", "").status()).isEqualTo(404);
        assertThat(call("PUT", "configs/c?namespace=team", "{}").status()).isIn(409, 200);
    }
}
