package dev.caravan.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.json.Json;
import dev.caravan.model.Kind;
import dev.caravan.model.Manifest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IncludeTest {
    private static final String SCRIPT = """
            app('shop') {
                include 'lib/base.groovy'
                service('web') { base('web'); port 80 }
            }
            """;
    private static final String BASE = """
            def base(String name) {
                image "shop/${name}:1"
                replicas 2
            }
            job('migrate') { base2('migrate') }
            include 'more/jobs.groovy'
            """;
    private static final String JOBS = "def base2(String name) { image name }\njob('report') { base2('report') }\n";

    private static CompileResult compile(String script, Map<String, String> files) {
        return new ScriptCompiler()
                .compile(new Source("demo/shop.groovy", script, "/srv/shop", files), CompileOptions.none());
    }

    private static List<String> faults(String script, Map<String, String> files) {
        return ((CompileResult.Failed) compile(script, files))
                .diagnostics().stream()
                        .map(d -> d.file() + ":" + d.line() + ":" + d.column() + ": " + d.message())
                        .toList();
    }

    @Test
    void anIncludedFileSaysItsWordsAndMethodsHere() {
        Map<String, String> files = Map.of("lib/base.groovy", BASE, "lib/more/jobs.groovy", JOBS);

        CompileResult.Compiled compiled = (CompileResult.Compiled) compile(SCRIPT, files);

        Manifest manifest = compiled.manifest();
        assertThat(manifest.workloads().stream().map(Manifest.Entry::name)).containsExactly("migrate", "report", "web");
        assertThat(manifest.includes().keySet()).containsExactly("lib/base.groovy", "lib/more/jobs.groovy");
        assertThat(manifest.includes().values()).allMatch(hash -> hash.matches("[0-9a-f]{64}"));
        assertThat(compiled.positions().display(Kind.JOB, "report")).isEqualTo("demo/lib/more/jobs.groovy:2:1");
        assertThat(compiled.positions().display(Kind.SERVICE, "web")).isEqualTo("demo/shop.groovy:3:5");
        assertThat(Json.text(((CompileResult.Compiled) compile(SCRIPT, new HashMap<>(files))).manifest()))
                .isEqualTo(Json.text(manifest));
    }

    @Test
    void mistakesOfAllFilesAreToldAtTheirPlaces() {
        Map<String, String> files = Map.of(
                "lib/base.groovy",
                BASE.replace("replicas", "replcas"),
                "lib/more/jobs.groovy",
                JOBS + "service('web') { image 'x'; port 0 }\n");

        assertThat(faults(SCRIPT.replace("port 80", "prt 80"), files))
                .containsExactly(
                        "demo/shop.groovy:3:13: the name 'web' is taken by the service in line 3 of lib/more/jobs.groovy",
                        "demo/shop.groovy:3:35: unknown word 'prt' in service; did you mean 'port'?",
                        "demo/lib/base.groovy:3:5: unknown word 'replcas'; did you mean 'replicas'?",
                        "demo/lib/more/jobs.groovy:3:34: port must be 1..65535, was 0");
        assertThat(faults(SCRIPT, Map.of("lib/base.groovy", BASE, "lib/more/jobs.groovy", "\njob('x') {\n")))
                .containsExactly("demo/lib/more/jobs.groovy:2:10: the '{' of job in line 2 is never closed");
    }

    @Test
    void nothingAboveTheScriptCanBeNamed() {
        for (String path : List.of(
                "../a.groovy",
                "/etc/a.groovy",
                "a/../b.groovy",
                "a//b.groovy",
                "./a.groovy",
                "a\\\\..\\\\b.groovy",
                "a.txt",
                ".hidden.groovy",
                "~/a.groovy",
                "")) {
            assertThat(faults("app('a') {\n include '" + path + "'\n job('j') { image 'x' } }", Map.of()))
                    .singleElement()
                    .asString()
                    .startsWith("demo/shop.groovy:2:10: include wants a path such as 'lib/web.groovy'");
        }
    }

    @Test
    void whatIsNotThereOrTwiceOrGoesRoundIsTold() {
        assertThat(faults(SCRIPT, Map.of("lib/bse.groovy", "")))
                .contains("demo/shop.groovy:2:13: there is no file 'lib/base.groovy'; did you mean 'lib/bse.groovy'?");
        String app = "app('a') {\n include 'a.groovy'\n include 'a.groovy'\n job('j') { image 'x' } }";
        assertThat(faults(app, Map.of("a.groovy", "")))
                .containsExactly("demo/shop.groovy:3:10: 'a.groovy' is included already, in line 2");
        assertThat(faults(app, Map.of("a.groovy", "include 'b.groovy'", "b.groovy", "\ninclude 'a.groovy'")))
                .contains("demo/b.groovy:2:9: includes go in a circle: a.groovy → b.groovy → a.groovy");
        assertThat(faults("app('a') {\n def x = 'a'\n include \"${x}.groovy\"\n include x }", Map.of("a.groovy", "")))
                .contains(
                        "demo/shop.groovy:3:10: include wants its path as plain text, so that it is known before the"
                                + " script runs",
                        "demo/shop.groovy:4:10: include wants its path as plain text, so that it is known before the"
                                + " script runs");
        assertThat(faults("include 'a.groovy'\napp('a') { job('j') { image 'x' } }", Map.of("a.groovy", "")))
                .containsExactly("demo/shop.groovy:1:1: 'include' is a word of app, not of the script itself");
    }

    @Test
    void anIncludedFileIsNoWayOut() {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 100; i++) many.put("f" + i + ".groovy", "include 'f" + (i + 1) + ".groovy'\n");
        assertThat(faults("app('a') { include 'f0.groovy' }", many))
                .contains("demo/f6.groovy:1:9: a script includes at most 32 files, at most 8 deep");
        assertThat(faults(
                        "app('a') { include 'f.groovy' }",
                        Map.of("f.groovy", "@Grab('a:b:1') def x = 1\nnew File('x')")))
                .contains(
                        "demo/f.groovy:1:1: '@' is not part of the language",
                        "demo/f.groovy:2:1: 'new' is not part of the language");
        assertThat(faults("app('a') { include 'f.groovy' }", Map.of("f.groovy", "app('b') { }")))
                .contains("demo/f.groovy:1:1: unknown word 'app' in app");
        assertThat(faults("app('a') { include 'f.groovy' }", Map.of("f.groovy", "\n".repeat(60_000))))
                .contains("demo/shop.groovy:1:20: a script and what it includes have at most 50000 lines");
    }

    @Test
    void anIncludedFileSeesNoVariablesOfTheScript() {
        assertThat(faults(
                        "def x = 1\napp('a') { def y = 2; include 'f.groovy' }",
                        Map.of("f.groovy", "job(\"j$x\") { image 'x' }\njob(\"j$y\") { image 'x' }")))
                .contains("demo/f.groovy:1:8: unknown word 'x' in app", "demo/f.groovy:2:8: unknown word 'y' in app");
    }
}
