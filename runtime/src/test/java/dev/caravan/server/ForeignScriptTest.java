package dev.caravan.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import dev.caravan.testing.Given;
import dev.caravan.testing.TestPlane;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts that a server is sent: they compile in a process of their own, which may die without the server. */
class ForeignScriptTest {
    private static final String SMALL = "app('shop') { service('web') { image 'web:1' } }";

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path journal;

    private TestPlane plane;

    @BeforeEach
    void start() throws IOException {
        plane = new TestPlane(journal);
        plane.register(Given.node("n1"));
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    private JsonNode plan(ObjectNode body, int status) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(plane.url() + "/api/v1/apps:plan"))
                .header("Authorization", "Bearer " + TestPlane.TOKEN)
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return Json.parse(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode script(String text) {
        return Json.object().put("script", text);
    }

    @Test
    void aScriptThatKillsTheCompilerIsAnsweredAndTheServerLivesOn() throws Exception {
        StringBuilder huge = new StringBuilder("app('big') {\n");
        for (int i = 0; i < 195_000; i++) huge.append("a\n");

        JsonNode answer = plan(script(huge.append("}\n").toString()), 422);

        // Which of the two comes first depends on how busy the machine is.
        assertThat(answer.at("/errors/0/message").asText())
                .containsAnyOf("the script needs more memory to compile than", "the script takes too long to compile");
        assertThat(answer.at("/errors/0/line").asInt()).isEqualTo(1);
        assertThat(plan(script(SMALL), 200).at("/items/0/name").asText()).isEqualTo("web");
    }

    @Test
    void aScriptIsSentWithTheFilesThatItIncludes() throws Exception {
        ObjectNode body =
                script("app('shop') {\n include 'lib/web.groovy'\n}\n").put("name", "demo/shop.groovy");
        body.putObject("files").put("lib/web.groovy", "service('web') { image 'web:1' }\n");

        assertThat(plan(body, 200).at("/items/0/name").asText()).isEqualTo("web");
        body.putObject("files").put("lib/web.groovy", "service('web') { imgae 'web:1' }\n");
        assertThat(plan(body, 422).at("/errors/0/file").asText()).isEqualTo("demo/lib/web.groovy");
        body.remove("files");
        assertThat(plan(body, 422).at("/errors/0/message").asText()).isEqualTo("there is no file 'lib/web.groovy'");
    }

    @Test
    void theServersOwnFilesAreNotIncluded() throws Exception {
        ObjectNode body = script("app('shop') {\n include 'pom.groovy'\n}\n")
                .put("directory", Path.of("").toAbsolutePath().toString());

        assertThat(plan(body, 422).at("/errors/0/message").asText()).isEqualTo("there is no file 'pom.groovy'");
    }

    @Test
    void whatIsSentIsBounded() throws Exception {
        ObjectNode body = script(SMALL);
        body.putObject("files").put("a.groovy", "x".repeat(4 << 20));

        assertThat(plan(body, 400).path("detail").asText()).contains("with its files");
        assertThat(plan(script(SMALL).put("directory", "/".repeat(5000)), 400)
                        .path("detail")
                        .asText())
                .isEqualTo("$.directory: longer than 4096 characters");
    }
}
