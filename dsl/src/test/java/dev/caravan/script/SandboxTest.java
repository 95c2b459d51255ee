package dev.caravan.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every attack is refused at a place, in words of the script, in time and without a trace. */
class SandboxTest {
    /** Of one compile on a busy machine, of CPU; most take a few milliseconds. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** What a message would say that names the machinery instead of the script. */
    private static final Pattern MACHINERY = Pattern.compile(
            "Exception|Error\\b|\\bat [a-z.]+\\(|Script\\d|\\$_|(org|sun|jdk)\\.[a-z]+\\.|(java|groovy)\\.[a-z]+\\.[A-Z]");

    @BeforeAll
    @AfterAll
    static void nothingWasMade() throws IOException {
        Files.deleteIfExists(Attack.MARKER);
    }

    static List<Attack> attacks() {
        return Attack.all();
    }

    @Test
    void theSuiteIsLarge() {
        assertThat(Attack.all()).hasSizeGreaterThan(300);
        assertThat(Attack.all().stream().map(Attack::toString)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void anAttackIsRefusedOutsideAndInsideOfTheApp(Attack attack) {
        refused("app('a') { job('j') { image 'x' } }\n" + attack.script());
        refused("app('a') { job('j') { image 'x' }\n" + attack.script() + "\n}");
        refused("app('a') { service('j') { image 'x'\n" + attack.script() + "\n} }");
    }

    private static void refused(String script) {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        CompileResult result = Scripts.compile(script, new CompileOptions(Map.of(), java.util.Set.of()));
        long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;

        assertThat(result).isInstanceOf(CompileResult.Failed.class);
        assertThat(Files.exists(Attack.MARKER)).as("the attack did something").isFalse();
        assertThat(Duration.ofNanos(took)).isLessThan(LIMIT);
        long lines = script.lines().count() + 1;
        for (Diagnostic diagnostic : ((CompileResult.Failed) result).diagnostics()) {
            assertThat(diagnostic.line()).isBetween(1, (int) lines);
            assertThat(diagnostic.column()).isPositive();
            assertThat(diagnostic.message()).isNotBlank().hasSizeLessThan(600);
            String told = diagnostic.message().replaceAll("'[^']*'", "''");
            assertThat(MACHINERY.matcher(told).find()).as(told).isFalse();
            assertThat(diagnostic.render()).hasSizeLessThan(1200);
        }
    }

    @Test
    void noAttackLoadsAClass() {
        attackEachOnce();
        attackEachOnce();
        long before = ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount();

        attackEachOnce();

        // Reflection makes a class of its own now and then for one of our words.
        assertThat(ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount() - before)
                .isLessThan(20);
    }

    private static void attackEachOnce() {
        for (Attack attack : Attack.all()) {
            if (attack.family().matches("(8|9|10).*")) continue;
            Scripts.compile("app('a') { service('j') { image 'x'\n" + attack.script() + "\n} }", CompileOptions.none());
        }
    }
}
