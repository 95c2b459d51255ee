package dev.caravan.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Bounds of CPU time, generous enough for a busy machine; the figures of an idle one are about a tenth. */
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
        for (int i = 0; i < 200; i++) times.add(cpuMillis(() -> Scripts.manifest(TEN_LINES)));
        List<Double> warm = new ArrayList<>(times.subList(100, 200));
        Collections.sort(warm);
        System.err.printf(
                "first %.1f, 30th %.1f, median %.1f, worst %.1f ms%n",
                times.get(0), times.get(29), warm.get(50), warm.get(99));

        assertThat(warm.get(50)).isLessThan(25);
    }

    @Test
    void manyServicesCompile() {
        StringBuilder script = new StringBuilder("app('big') {\n");
        for (int i = 0; i < 1000; i++) {
            script.append("    service('s").append(i).append("') {\n image 'x'\n replicas 2\n port 80\n }\n");
        }
        script.append("}\n");
        for (int i = 0; i < 5; i++) {
            System.err.printf("1000 literal %.1f ms%n", cpuMillis(() -> Scripts.manifest(script.toString())));
        }
        String loop = "app('big') { (1..1000).each { service(\"s$it\") { image 'x'; replicas 2; port 80 } } }";
        for (int i = 0; i < 5; i++) {
            System.err.printf("1000 by loop %.1f ms%n", cpuMillis(() -> Scripts.manifest(loop, Map.of())));
        }
    }
}
