package dev.caravan.script.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.script.CompileOptions;
import dev.caravan.script.CompileResult;
import dev.caravan.script.Diagnostic;
import dev.caravan.script.ScriptCompiler;
import dev.caravan.script.Source;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CompilerWorkerTest {
    private static final String SHOP = """
            app('shop') {
                parameters { text 'tag' }
                include 'lib/web.groovy'
                overlay('staging') { service('web') { replicas 1 } }
            }
            """;
    private static final Source SOURCE = new Source(
            "demo/shop.groovy",
            SHOP,
            "/srv",
            Map.of(
                    "lib/web.groovy",
                    "service('web') { image \"x:${param('tag')}\"; replicas 3; place { spread 'zöne' } }"));
    private static final CompileOptions OPTIONS = new CompileOptions(Map.of("tag", "1"), Set.of("staging"));

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private CompilerWorker worker = worker(128, Duration.ofSeconds(20), Duration.ofSeconds(60));

    private CompilerWorker worker(int heap, Duration deadline, Duration idle) {
        return new CompilerWorker(new CompilerWorker.Limits(heap, deadline, idle), timer);
    }

    @AfterEach
    void end() {
        worker.close();
        timer.shutdownNow();
    }

    private static String big(int services) {
        StringBuilder script = new StringBuilder("app('big') {\n");
        for (int i = 0; i < services; i++) {
            script.append("    service('s").append(i).append("') { image 'x'; replicas 2; port 80 }\n");
        }
        return script.append("}\n").toString();
    }

    private List<String> faults(String text) {
        CompileResult result = worker.compile(new Source("shop.groovy", text, "/srv"), CompileOptions.none());
        assertThat(result).isInstanceOf(CompileResult.Failed.class);
        return ((CompileResult.Failed) result)
                .diagnostics().stream().map(Diagnostic::message).toList();
    }

    @Test
    void theProcessAnswersAsTheCompilerDoesAndIsKept() {
        assertThat(worker.pid()).isEmpty();

        assertThat(worker.compile(SOURCE, OPTIONS)).isEqualTo(new ScriptCompiler().compile(SOURCE, OPTIONS));
        long pid = worker.pid().orElseThrow();
        assertThat(worker.compile(SOURCE, CompileOptions.none()))
                .isEqualTo(new ScriptCompiler().compile(SOURCE, CompileOptions.none()));
        assertThat(worker.pid()).hasValue(pid);
    }

    @Test
    void aScriptThatNeedsTooMuchMemoryIsToldAndTheNextOneCompiles() {
        worker = worker(24, Duration.ofSeconds(30), Duration.ofSeconds(60));

        assertThat(faults(big(9000))).containsExactly("the script needs more memory to compile than 24 mb");
        assertThat(worker.compile(SOURCE, OPTIONS)).isInstanceOf(CompileResult.Compiled.class);
    }

    @Test
    void aScriptThatTakesTooLongIsToldAndTheNextOneCompiles() {
        worker = worker(128, Duration.ofMillis(300), Duration.ofSeconds(60));
        worker.compile(SOURCE, OPTIONS);

        assertThat(faults(big(9000)))
                .singleElement()
                .asString()
                .startsWith("the script takes too long to compile: more than ");
        assertThat(worker.compile(SOURCE, OPTIONS)).isInstanceOf(CompileResult.Compiled.class);
    }

    @Test
    void aProcessThatIsKilledIsReplaced() {
        worker.compile(SOURCE, OPTIONS);
        long pid = worker.pid().orElseThrow();

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        Awaitility.await().until(() -> worker.pid().isEmpty());

        assertThat(worker.compile(SOURCE, OPTIONS)).isInstanceOf(CompileResult.Compiled.class);
        assertThat(worker.pid().orElseThrow()).isNotEqualTo(pid);
    }

    @Test
    void aProcessThatNobodyNeedsEnds() {
        worker = worker(128, Duration.ofSeconds(20), Duration.ofMillis(200));
        worker.compile(SOURCE, OPTIONS);

        Awaitility.await().until(() -> worker.pid().isEmpty());
    }

    @Test
    void aClosedWorkerLeavesNoProcess() {
        worker.compile(SOURCE, OPTIONS);
        ProcessHandle process = ProcessHandle.of(worker.pid().orElseThrow()).orElseThrow();

        worker.close();

        Awaitility.await().until(() -> !process.isAlive());
        assertThatThrownBy(() -> worker.compile(SOURCE, OPTIONS)).hasMessage("the compiler is closed");
    }
}
