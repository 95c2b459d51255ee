package dev.caravan.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Manifest;
import dev.caravan.script.CompileOptions;
import dev.caravan.script.CompileResult;
import dev.caravan.script.ScriptCompiler;
import dev.caravan.script.Source;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ManyRowsFewShapesTest {
    private static final String TEN_THOUSAND = """
            app('big') {
                (1..2000).each {
                    service("web-$it") { image "x:$it"; replicas it % 10; port 80 }
                    service("db-$it") { image 'x'; rollout { recreate() }; place { require label('disk', 'ssd') } }
                    function("fn-$it") { image 'x'; port 80; on http("/fn-$it") }
                    job("job-$it") { image 'x'; retry it % 5; place { tolerate 'spot' } }
                    cron("cron-$it") { schedule "${it % 60} 3 * * *"; job { image 'x' } }
                }
            }
            """;

    @Test
    void tenThousandWorkloadsOfUsualKindsAreFewerThanAHundredRoutes() {
        CompileResult result =
                new ScriptCompiler().compile(new Source("big.groovy", TEN_THOUSAND, "/"), CompileOptions.none());

        Manifest manifest = ((CompileResult.Compiled) result).manifest();
        Set<String> shapes = manifest.workloads().stream()
                .map(entry -> Shape.of(entry.spec()).hash())
                .collect(Collectors.toSet());
        assertThat(manifest.workloads()).hasSize(10_000);
        assertThat(shapes).hasSize(5);
    }
}
