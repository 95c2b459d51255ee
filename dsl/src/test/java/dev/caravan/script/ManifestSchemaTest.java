package dev.caravan.script;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.caravan.json.Json;
import dev.caravan.model.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ManifestSchemaTest {
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    private static JsonSchema schema() throws IOException {
        return FACTORY.getSchema(new ManifestSchema().tree());
    }

    private static JsonNode tree(Manifest manifest) {
        return Json.parse(Json.text(manifest).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theSchemaIsTheOneThatIsPublished() throws IOException {
        Golden.check("docs/manifest.schema.json", new ManifestSchema().tree().toPrettyString() + "\n");
    }

    @Test
    void theManifestOfEveryExampleIsAsTheSchemaHasIt() throws IOException {
        JsonSchema schema = schema();
        int seen = 0;
        try (Stream<Path> files = Files.list(Path.of("..", "examples"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".groovy")).toList()) {
                Manifest manifest = Scripts.manifest(Files.readString(file));
                assertThat(schema.validate(tree(manifest))).as(file.toString()).isEmpty();
                seen++;
            }
        }
        assertThat(seen).isPositive();
        Manifest full = Scripts.manifest(ScriptCompilerTest.SHOP, Map.of("tag", "1.2"));
        assertThat(schema.validate(tree(full))).isEmpty();
    }

    @Test
    void theSchemaRefusesWhatIsNoManifest() throws IOException {
        ObjectNode manifest = (ObjectNode) tree(Scripts.manifest("app('a') { service('web') { image 'x' } }"));
        manifest.put("workload", 1);
        ((ObjectNode) manifest.at("/workloads/0/spec/mode")).put("type", "servce");

        assertThat(schema().validate(manifest)).hasSizeGreaterThanOrEqualTo(2);
    }
}
