package dev.caravan.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.script.Check;
import dev.caravan.script.CompileOptions;
import dev.caravan.script.CompileResult;
import dev.caravan.script.ScriptCompiler;
import dev.caravan.script.Source;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckRunTest {
    private static final String APP = """
            app('shop') {
                service('web') {
                    image 'shop/web:1'
                    replicas 3
                    port 8080
                    resources cpu: 500.millicores, memory: 128.mb
                }
                job('migrate') { image 'shop/migrate:1' }
                daemon('metrics') { image 'ops/metrics:1' }
                check('it') {
                    %s
                }
            }
            """;

    private static CheckRun.Result run(String check, long seed) {
        Source source = new Source("shop.groovy", APP.formatted(check), "/srv");
        CompileResult result = new ScriptCompiler().compile(source, new CompileOptions(Map.of(), Set.of()));
        assertThat(result).isInstanceOf(CompileResult.Compiled.class);
        CompileResult.Compiled compiled = (CompileResult.Compiled) result;
        Check only = compiled.checks().get(0);
        return CheckRun.run(only, compiled.manifest(), seed);
    }

    private static void passes(String check) {
        for (long seed = 1; seed <= 5; seed++) {
            assertThat(run(check, seed).failures()).as("seed " + seed).isEmpty();
        }
    }

    @Test
    void lostNodesPodsAreReplacedOnTheOthers() {
        passes("""
                given { nodes 3 }
                when { node('n1').fails() }
                then { service('web').ready().exactly(3); service('web').ready().staysAtLeast(1); within 15.seconds }
                """);
    }

    @Test
    void returningNodeGetsItsDaemonBack() {
        passes("""
                given { nodes 2 }
                when { node('n2').fails(); after 1.minutes; node('n2').returns() }
                then { daemon('metrics').ready().exactly(2); service('web').ready().exactly(3); within 30.seconds }
                """);
    }

    @Test
    void mostNodesLostAtOnceStopsAutomation() {
        CheckRun.Result result = run("""
                given { nodes 3 }
                when { node('n1').fails(); node('n2').fails() }
                then { service('web').ready().exactly(3); within 1.minutes }
                """, 1);
        assertThat(result.passed()).isFalse();
    }

    @Test
    void crashedPodIsReadyAgainAndJobsComplete() {
        passes("""
                when { service('web').crashes() }
                then { service('web').ready().exactly(3); job('migrate').completes(); within 5.seconds }
                """);
    }

    @Test
    void nextDriverGoesOnWhereTheLastOneDied() {
        passes("""
                given { nodes 2 }
                when { service('web').scalesTo(6); driver().fails() }
                then { service('web').ready().exactly(6); service('web').ready().staysAtLeast(3); within 30.seconds }
                """);
    }

    @Test
    void appThatDoesNotFitIsToldWithItsReason() {
        CheckRun.Result result = run("""
                given { nodes 1, cpu: 1.cores, memory: 1.gb }
                then { service('web').ready().exactly(3) }
                """, 1);
        assertThat(result.failures())
                .singleElement()
                .asString()
                .startsWith("the app was not healthy before anything happened: service/web has 2 of 3 pods ready")
                .contains("lacks 500m of cpu");
    }

    @Test
    void whatDoesNotHoldIsToldWithWhatWasFound() {
        CheckRun.Result result = run("""
                given { nodes 1 }
                when { node('n1').fails() }
                then { service('web').ready().staysAtLeast(3); service('web').ready().atMost(2); within 5.seconds }
                """, 7);
        assertThat(result.passed()).isFalse();
        assertThat(result.seed()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void equalSeedsGiveEqualHistories(long seed) {
        String check = """
                given { nodes 3 }
                when { node('n1').fails(); after 20.seconds; node('n1').returns(); service('web').scalesTo(5); driver().fails() }
                then { service('web').ready().exactly(5) }
                """;
        CheckRun.Result once = run(check, seed);
        assertThat(once.failures()).isEmpty();
        assertThat(run(check, seed)).isEqualTo(once);
        assertThat(once.history()).hasSizeGreaterThan(10);
    }
}
