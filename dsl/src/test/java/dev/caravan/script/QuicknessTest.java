package dev.caravan.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.json.Json;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Bounds of CPU time, not of wall time; measured on two cores: 10 to 13 ms for ten lines, 0.2 s for 1,000 services. */
class QuicknessTest {
    private static final String TEN_LINES = """
            app('hello') {
                service('web') {
                    image 'nginx:alpine'
                    replicas 3
                    port 80, at: 'hello.example/'
                    env MODE: 'production'
                    readiness http('/'), every: 2.seconds
                    place { spread 'zone' }
                }
            }
            """;

    private static double cpuMillis(Runnable work) {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        work.run();
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1e6;
    }

    @Test
    void aWarmCompileOfTenLinesIsQuick() {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < 90; i++) times.add(cpuMillis(() -> Scripts.manifest(TEN_LINES)));
        List<Double> warm = new ArrayList<>(times.subList(60, 90));
        Collections.sort(warm);

        assertThat(warm.get(15)).isLessThan(40);
    }

    @Test
    void aThousandServicesCompileInAboutASecond() {
        StringBuilder script = new StringBuilder("app('big') {\n");
        for (int i = 0; i < 1000; i++) {
            script.append("    service('s").append(i).append("') {\n image 'x'\n replicas 2\n port 80\n }\n");
        }
        String text = script.append("}\n").toString();
        Scripts.manifest(text);

        assertThat(cpuMillis(() -> Scripts.manifest(text))).isLessThan(2000);
    }

    @Test
    void compilesLoadNoClassesOfTheirOwn() {
        for (int i = 0; i < 20; i++) Scripts.manifest(TEN_LINES.replace("hello", "hello" + i));
        long before = ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount();

        for (int i = 0; i < 50; i++) Scripts.manifest(TEN_LINES.replace("hello", "again" + i));

        assertThat(ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount() - before)
                .isLessThan(50);
    }

    @Test
    void oneCompilerServesManyThreads() {
        String expected = Json.text(Scripts.manifest(TEN_LINES));

        List<String> texts = IntStream.range(0, 50)
                .parallel()
                .mapToObj(i -> Json.text(Scripts.manifest(TEN_LINES)))
                .toList();

        assertThat(texts).containsOnly(expected);
    }
}
