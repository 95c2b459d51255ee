package dev.caravan.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import dev.caravan.model.App;
import dev.caravan.model.Kind;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Workload;
import dev.caravan.store.Change;
import dev.caravan.store.Query;
import dev.caravan.testing.Given;
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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API of one control plane; each test has its own app, and there is no node. */
class ApiServerTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path journal;

    private static TestPlane plane;

    record Answer(int status, String text) {
        JsonNode json() {
            return Json.parse(text.getBytes(StandardCharsets.UTF_8));
        }

        String detail() {
            return json().path("detail").asText();
        }
    }

    @BeforeAll
    static void start() throws IOException {
        plane = new TestPlane(journal);
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(plane.url() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + TestPlane.TOKEN);
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("no answer from " + plane.url(), e);
        }
    }

    private static Answer get(String path) {
        return send(request("/api/v1/" + path));
    }

    private static Answer post(String path, String body) {
        return send(request("/api/v1/" + path).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static Answer delete(String path) {
        return send(request("/api/v1/" + path).DELETE());
    }

    private static Answer apply(String script) {
        return post("apps:apply", body(script).toString());
    }

    private static ObjectNode body(String script) {
        return Json.object().put("script", script).put("name", "shop.groovy");
    }

    private static String app(String name, int replicas) {
        return "app('" + name + "') {\n    service('" + name + "-web') {\n        image 'web:1'\n        replicas "
                + replicas + "\n    }\n}\n";
    }

    @Test
    void callerWithoutTheTokenIsTurnedAway() {
        Answer none = send(HttpRequest.newBuilder(URI.create(plane.url() + "/api/v1/pods")));
        Answer wrong = send(HttpRequest.newBuilder(URI.create(plane.url() + "/api/v1/pods"))
                .header("Authorization", "Bearer guess"));

        assertThat(none.status()).isEqualTo(401);
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.detail()).contains("Authorization: Bearer TOKEN");
    }

    @Test
    void healthIsToldWithoutAToken() {
        assertThat(send(HttpRequest.newBuilder(URI.create(plane.url() + "/healthz")))
                        .text())
                .isEqualTo("ok\n");
        assertThat(send(HttpRequest.newBuilder(URI.create(plane.url() + "/readyz")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void unknownPathsKindsAndNamesAreNotFound() {
        assertThat(send(request("/nowhere")).status()).isEqualTo(404);
        assertThat(get("cats").detail()).isEqualTo("there is no kind 'cats'");
        assertThat(get("services/nobody").detail()).isEqualTo("there is no service 'nobody' in namespace default");
        assertThat(get("nodes/nobody").detail()).isEqualTo("there is no node 'nobody'");
        assertThat(post("services/nobody:scale", "{}").status()).isEqualTo(404);
    }

    @Test
    void methodsThatDoNothingAreRefused() {
        assertThat(send(request("/api/v1/pods/x").method("PROPFIND", HttpRequest.BodyPublishers.noBody()))
                        .status())
                .isEqualTo(405);
        assertThat(apply(app("method", 0)).status()).isEqualTo(200);
        assertThat(delete("revisions/method-1").status()).isEqualTo(405);
    }

    @Test
    void appliedScriptCanBeListedAndRead() {
        Answer applied = apply(app("listed", 2));

        assertThat(applied.status()).isEqualTo(200);
        assertThat(applied.json().path("applied").asBoolean()).isTrue();
        assertThat(applied.json().at("/items/0/action").asText()).isEqualTo("create");
        assertThat(applied.json().at("/placements/0/reason").asText()).isEqualTo("there is no node");
        JsonNode list = get("svc?app=listed").json();
        assertThat(list.path("kind").asText()).isEqualTo("ServiceList");
        assertThat(list.at("/items/0/metadata/name").asText()).isEqualTo("listed-web");
        JsonNode one = get("service/listed-web").json();
        assertThat(one.path("kind").asText()).isEqualTo("Service");
        assertThat(one.at("/status/desired").asInt()).isEqualTo(2);
        assertThat(one.at("/metadata/resourceVersion").asLong()).isPositive();
    }

    @Test
    void secondApplyIsUnchangedAndWritesNothing() {
        apply(app("twice", 0));
        Awaitility.await()
                .until(() ->
                        get("apps/twice").json().at("/status/phase").asText().equals("Healthy"));
        long revision = plane.revision();

        Answer second = apply(app("twice", 0));

        assertThat(second.json().path("changed").asBoolean()).isFalse();
        assertThat(second.json().path("applied").asBoolean()).isFalse();
        assertThat(second.json().path("revision").asInt()).isEqualTo(1);
        assertThat(plane.revision()).isEqualTo(revision);
    }

    @Test
    void planAndDryRunChangeNothing() {
        Answer plan = post("apps:plan", body(app("dry", 1)).toString());
        Answer dry = post("apps:apply", body(app("dry", 1)).put("dryRun", true).toString());

        assertThat(plan.json().path("changed").asBoolean()).isTrue();
        assertThat(dry.json().path("applied").asBoolean()).isFalse();
        assertThat(get("apps/dry").status()).isEqualTo(404);
    }

    @Test
    void scriptWithErrorsTellsAllTheirPlaces() {
        Answer answer = apply("app('bad') {\n  service('web') {\n    replicas -1\n    imagee 'x'\n  }\n}\n");

        assertThat(answer.status()).isEqualTo(422);
        List<Integer> lines = new ArrayList<>();
        answer.json().path("errors").forEach(e -> {
            lines.add(e.path("line").asInt());
            assertThat(e.path("file").asText()).isEqualTo("shop.groovy");
            assertThat(e.path("column").asInt()).isPositive();
            assertThat(e.path("sourceLine").asText()).isNotBlank();
        });
        assertThat(lines).contains(3, 4);
    }

    @Test
    void applyThatCannotBeIsAConflictThatNamesEveryProblem() {
        String open = "app('%s') {\n service('%s') {\n image 'web:1'\n replicas 0\n port 80, publish: 18080\n }\n}\n";
        apply(String.format(open, "holder", "holder-web"));

        Answer clash = apply(String.format(open, "late", "late-web"));
        Answer taken = apply(String.format(open, "thief", "holder-web"));

        assertThat(clash.status()).isEqualTo(409);
        assertThat(clash.detail()).isEqualTo("service/late-web claims port 18080/tcp, which service/holder-web holds");
        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.detail()).contains("service/holder-web belongs to app holder");
        assertThat(get("apps/late").status()).isEqualTo(404);
    }

    @Test
    void bodiesAreTakenAtTheirWord() {
        Answer unknown =
                post("apps:apply", body(app("x", 1)).put("colour", "red").toString());

        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.detail()).isEqualTo("$.colour: unknown field");
        assertThat(post("apps:apply", "{}").detail()).isEqualTo("$.script: the script's text is needed");
        assertThat(post("apps:apply", "{\"script\": ").status()).isEqualTo(400);
        assertThat(post("apps:apply", "{\"script\":\"\",\"script\":\"\"}").status())
                .isEqualTo(400);
        assertThat(post("apps:apply", "").status()).isEqualTo(400);
        assertThat(post("apps:apply", "[]").status()).isEqualTo(400);
        assertThat(post("apps:apply", body(app("x", 1)).put("namespace", "No!").toString())
                        .status())
                .isEqualTo(400);
    }

    @Test
    void bodyThatIsTooLargeIsRefusedBeforeItIsRead() {
        Answer answer = post("apps:apply", "x".repeat((8 << 20) + 1));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.detail()).isEqualTo("the body is larger than 8388608 bytes");
    }

    @Test
    void serviceIsScaledAndOthersAreNot() {
        apply("app('scaled') {\n service('scaled-web') { image 'w:1'\n replicas 0 }\n"
                + " job('scaled-job') { image 'j:1'\n manual() }\n}\n");

        Answer scaled = post("services/scaled-web:scale", "{\"replicas\": 3}");

        assertThat(scaled.json().at("/spec/mode/replicas").asInt()).isEqualTo(3);
        assertThat(post("services/scaled-web:scale", "{\"replicas\": \"3\"}").status())
                .isEqualTo(400);
        assertThat(post("services/scaled-web:scale", "{\"replicas\": -1}").detail())
                .isEqualTo("replicas must be 0..1000, was -1");
        assertThat(post("jobs/scaled-job:scale", "{\"replicas\": 3}").detail())
                .isEqualTo("job/scaled-job cannot be scaled: only services have replicas");
        assertThat(post("services/scaled-web:dance", "").detail()).isEqualTo("a service has no action 'dance'");
    }

    @Test
    void deletedAppGoesWithAllThatItOwns() {
        apply(app("gone", 2));
        Awaitility.await().until(() -> get("pods?app=gone").json().path("items").size() == 2);

        Answer deleted = delete("apps/gone");

        assertThat(deleted.status()).isEqualTo(200);
        Awaitility.await().until(() -> get("apps/gone").status() == 404);
        for (Kind kind : List.of(Kind.SERVICE, Kind.POD, Kind.REVISION)) {
            assertThat(plane.plane().store().list(Query.of(kind).ofApp("gone")).items())
                    .isEmpty();
        }
        assertThat(apply(app("gone", 0)).json().path("revision").asInt()).isEqualTo(1);
    }

    @Test
    void podsWithoutANodeWaitAndSaySo() {
        apply(app("waits", 1));

        Awaitility.await().until(() -> !plane.plane()
                .store()
                .list(Query.of(Kind.POD).ofApp("waits"), Pod.class)
                .isEmpty());
        JsonNode app = get("apps/waits").json();
        assertThat(app.at("/status/phase").asText()).isEqualTo("Failing");
        assertThat(app.at("/status/message").asText()).contains("Unschedulable: there is no node");
    }

    @Test
    void longListsComeInPages() {
        for (String name : List.of("aa", "aa-b")) {
            plane.commit(Change.create(new dev.caravan.model.Namespace(
                    dev.caravan.model.Metadata.create("", name, "uid-" + name, Given.NOW), null)));
        }
        for (int i = 1; i <= 5; i++) plane.commit(Change.create(manual("page" + i, i < 3 ? "aa" : "aa-b")));
        List<String> names = new ArrayList<>();
        String token = "";
        do {
            JsonNode page = get("jobs?allNamespaces=true&labelSelector=paged=yes&limit=2&continue=" + token)
                    .json();
            page.path("items").forEach(o -> names.add(o.at("/metadata/name").asText()));
            token = page.at("/metadata/continue").asText();
        } while (!token.isEmpty());

        assertThat(names).containsExactly("page1", "page2", "page3", "page4", "page5");
        assertThat(get("jobs?limit=0").status()).isEqualTo(400);
        assertThat(get("jobs?limit=-5").status()).isEqualTo(400);
        assertThat(get("jobs?limit=many").detail()).isEqualTo("limit should be a number, was 'many'");
    }

    private static Workload manual(String name, String namespace) {
        var mode = new dev.caravan.model.Mode.Job(true, 1, 1, 0, null, null, java.util.Optional.empty());
        Workload job = Given.workload(name, mode, Given.template("j:1"));
        return job.with(dev.caravan.model.Metadata.create(namespace, name, "uid-" + name, Given.NOW)
                .labelled(java.util.Map.of("paged", "yes")));
    }

    @Test
    void queryThatCannotBeReadIsABadRequest() {
        assertThat(rawStatus("GET /api/v1/pods?namespace=%zz HTTP/1.1")).contains(" 400 ");
    }

    private static String rawStatus(String line) {
        String address = plane.plane().apiAddress();
        int colon = address.indexOf(':');
        try (var socket =
                new java.net.Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))) {
            socket.setSoTimeout(5_000);
            String head = line + "\r\nHost: x\r\nAuthorization: Bearer " + TestPlane.TOKEN + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        } catch (IOException e) {
            throw new IllegalStateException("no answer to " + line, e);
        }
    }

    @Test
    void writersAtTheSameTimeAllGetThrough() {
        apply(app("busy", 0));
        List<Thread> threads = new ArrayList<>();
        List<Integer> statuses = new java.util.concurrent.CopyOnWriteArrayList<>();
        for (int i = 0; i < 3; i++) {
            Thread thread = new Thread(
                    () -> statuses.add(post("services/busy-web:restart", "").status()));
            thread.start();
            threads.add(thread);
        }
        Awaitility.await().until(() -> threads.stream().noneMatch(Thread::isAlive));

        assertThat(statuses).containsOnly(200);
        assertThat(get("services/busy-web").json().at("/spec/serial").asInt()).isEqualTo(3);
    }

    @Test
    void watchTellsEverythingInOrderAndGoesOnFromAVersion() throws Exception {
        String from = get("jobs").json().at("/metadata/resourceVersion").asText();
        Workload job = manual("watched", "default");
        plane.commit(Change.create(job));
        ObjectKey key = job.key();
        Workload stored = plane.plane()
                .journal()
                .read(s -> s.get(key))
                .map(Workload.class::cast)
                .orElseThrow();
        plane.commit(Change.update(stored.with(stored.status().saying("waits for somebody to run it"))));
        plane.commit(new Change.Delete(key, Change.ANY));

        List<JsonNode> events = watch("jobs?labelSelector=paged=yes&watch=true&resourceVersion=" + from, 3);

        assertThat(events).extracting(e -> e.path("type").asText()).containsExactly("ADDED", "MODIFIED", "DELETED");
        String after = events.get(1).at("/object/metadata/resourceVersion").asText();
        List<JsonNode> resumed = watch("jobs?labelSelector=paged=yes&watch=true&resourceVersion=" + after, 1);
        assertThat(resumed).extracting(e -> e.path("type").asText()).containsExactly("DELETED");
    }

    private static List<JsonNode> watch(String path, int count) throws Exception {
        HttpResponse<InputStream> response =
                HTTP.send(request("/api/v1/" + path).build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        List<JsonNode> events = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            while (events.size() < count) {
                events.add(Json.parse(lines.readLine().getBytes(StandardCharsets.UTF_8)));
            }
        }
        return events;
    }

    @Test
    void restartedPlaneHasItsStateAndForgetsWhatIsTooOldToWatch(@TempDir Path directory) throws Exception {
        try (TestPlane first = new TestPlane(directory)) {
            var snapshot = first.plane().journal().makeSnapshot();
            first.register(Given.node("n1"));
            snapshot.get(10, java.util.concurrent.TimeUnit.SECONDS);
        }
        try (TestPlane second = new TestPlane(directory)) {
            Answer old =
                    send(HttpRequest.newBuilder(URI.create(second.url() + "/api/v1/nodes?watch=true&resourceVersion=1"))
                            .timeout(Duration.ofSeconds(20))
                            .header("Authorization", "Bearer " + TestPlane.TOKEN));

            assertThat(old.status()).isEqualTo(410);
            assertThat(old.detail()).startsWith("revision 1 is too old to watch from; the oldest is ");
            assertThat(second.plane().store().list(Query.of(Kind.NODE)).items()).hasSize(1);
            assertThat(second.plane().store().list(Query.of(Kind.APP), App.class))
                    .isEmpty();
        }
    }
}
