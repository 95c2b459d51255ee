package dev.caravan.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.json.Json;
import dev.caravan.model.ContainerSpec;
import dev.caravan.model.Kind;
import dev.caravan.model.Manifest;
import dev.caravan.model.Mode;
import dev.caravan.model.Placement;
import dev.caravan.model.Placement.LabelRequirement;
import dev.caravan.model.PodTemplate;
import dev.caravan.model.Port;
import dev.caravan.model.Probe;
import dev.caravan.model.Resources;
import dev.caravan.model.Rollout;
import dev.caravan.model.WorkloadSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScriptCompilerTest {
    private static final String SMALLEST = """
            app('hello') {
                service('web') {
                    image 'nginx:alpine'
                    replicas 3
                    port 80
                }
            }
            """;

    static final String SHOP = """
            app('shop') {
                parameters {
                    text   'tag', matches: '[0-9]+[.][0-9]+'
                    number 'replicas', defaultsTo: 3, between: 1..50
                }

                service('web') {
                    image "registry.local/shop/web:${param('tag')}"
                    replicas param('replicas')
                    resources cpu: 500.millicores, memory: 256.mb
                    limits cpu: 2.cores, memory: 1.gb
                    port 8080, at: 'shop.example/'
                    port 9090, publish: 8000
                    port 53, udp: true
                    env MODE: 'production', WORKERS: 5, DEBUG: false
                    file '/etc/web/app.properties', text: 'currency=EUR'
                    container('shipper') { image 'registry.local/shop/shipper:2'; sidecar() }
                    startup   http('/ready'), within: 60.seconds
                    liveness  tcp(9090),  every: 10.seconds, timeout: 500.millis
                    readiness exec('true', '-x'), every: 2.seconds, failures: 3
                    label 'team', 'shop'
                    labels tier: 'front'
                    place { require label('tier', 'front'); prefer label('ssd'); spread 'zone'; tolerate 'spot' }
                    rollout { rolling surge: 2, unavailable: 1 }
                    onNodeLoss replaceAfter: 4.seconds
                    stopGrace 20.seconds
                }
                function('thumbnail') {
                    image 'registry.local/shop/thumb:4'
                    port 8080
                    scale 0..50, concurrency: 4, idle: 90.seconds
                    on http('/thumb/*')
                    timeout 31.seconds
                }
                cron('nightly-report') {
                    schedule '15 3 * * *', zone: 'Europe/Prague'
                    overlap forbid
                    suspended()
                    job { image 'registry.local/shop/report:2'; retry 4, backoff: 10.seconds, upTo: 6.minutes; timeout 40.minutes }
                }
                job('migrate') {
                    process 'java', 'Migrate.java'
                    manual()
                    completions 2
                    parallelism 2
                }
                daemon('node-metrics') { image 'registry.local/ops/metrics:1'; place { tolerate any } }

                overlay('staging') { service('web') { replicas 1 } }
            }
            """;

    @Test
    void theSmallestScriptIsAService() {
        Manifest manifest = Scripts.manifest(SMALLEST);

        assertThat(manifest.app()).isEqualTo("hello");
        assertThat(manifest.scriptHash()).hasSize(64);
        WorkloadSpec web = manifest.workload(Kind.SERVICE, "web").orElseThrow().spec();
        assertThat(web.mode()).isEqualTo(new Mode.Service(3, null, null));
        ContainerSpec container = web.template().containers().get(0);
        assertThat(container.name()).isEqualTo("main");
        assertThat(container.image()).contains("nginx:alpine");
        assertThat(container.ports()).containsExactly(Port.tcp(80));
    }

    @Test
    void aServiceSaysEverythingOfItsPods() {
        WorkloadSpec web = Scripts.manifest(SHOP, Map.of("tag", "1.2"))
                .workload(Kind.SERVICE, "web")
                .orElseThrow()
                .spec();

        assertThat(web.mode()).isEqualTo(new Mode.Service(3, new Rollout.Rolling(2, 1), Duration.ofSeconds(4)));
        PodTemplate template = web.template();
        assertThat(template.labels()).isEqualTo(Map.of("team", "shop", "tier", "front"));
        assertThat(template.stopGrace()).isEqualTo(Duration.ofSeconds(20));
        assertThat(template.placement())
                .isEqualTo(new Placement(
                        List.of(new LabelRequirement("tier", List.of("front"))),
                        List.of(new LabelRequirement("ssd", List.of())),
                        List.of("zone"),
                        List.of("spot")));
        assertThat(template.containers().get(1).sidecar()).isTrue();
        ContainerSpec main = template.containers().get(0);
        assertThat(main.image()).contains("registry.local/shop/web:1.2");
        assertThat(main.resources()).isEqualTo(new Resources(500, 256L << 20, 2000, 1L << 30));
        assertThat(main.env()).isEqualTo(Map.of("MODE", "production", "WORKERS", "5", "DEBUG", "false"));
        assertThat(main.files()).isEqualTo(Map.of("/etc/web/app.properties", "currency=EUR"));
        assertThat(main.ports())
                .containsExactly(
                        new Port(8080, Port.Protocol.TCP, Optional.empty(), Optional.of("shop.example/")),
                        new Port(9090, Port.Protocol.TCP, Optional.of(8000), Optional.empty()),
                        new Port(53, Port.Protocol.UDP, Optional.empty(), Optional.empty()));
        assertThat(main.startup())
                .contains(new Probe(new Probe.Check.Http("/ready", 8080), null, null, 0, Duration.ofSeconds(60)));
        assertThat(main.liveness())
                .contains(
                        new Probe(new Probe.Check.Tcp(9090), Duration.ofSeconds(10), Duration.ofMillis(500), 0, null));
        assertThat(main.readiness())
                .contains(new Probe(new Probe.Check.Exec(List.of("true", "-x")), Duration.ofSeconds(2), null, 3, null));
    }

    @Test
    void functionThatStatesNoPortAnswersOnTheUsualOne() {
        Manifest shop = Scripts.manifest("app('shop') { function('f') { image 'x'; on http('/f') } }", Map.of());

        assertThat(shop.workload(Kind.FUNCTION, "f")
                        .orElseThrow()
                        .spec()
                        .template()
                        .ports())
                .containsExactly(new Port(8080, Port.Protocol.TCP, Optional.empty(), Optional.of("/f")));
    }

    @Test
    void functionsJobsCronsAndDaemonsHaveTheirModes() {
        Manifest shop = Scripts.manifest(SHOP, Map.of("tag", "1.2"));

        WorkloadSpec thumbnail =
                shop.workload(Kind.FUNCTION, "thumbnail").orElseThrow().spec();
        assertThat(thumbnail.mode())
                .isEqualTo(new Mode.Function(0, 50, 4, Duration.ofSeconds(90), Duration.ofSeconds(31), null));
        assertThat(thumbnail.template().ports().get(0).at()).contains("/thumb/*");
        Mode.Cron cron = (Mode.Cron)
                shop.workload(Kind.CRON, "nightly-report").orElseThrow().spec().mode();
        assertThat(cron)
                .isEqualTo(new Mode.Cron(
                        "15 3 * * *",
                        "Europe/Prague",
                        Mode.Overlap.FORBID,
                        true,
                        new Mode.Job(
                                false,
                                1,
                                1,
                                4,
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(6),
                                Optional.of(Duration.ofMinutes(40)))));
        WorkloadSpec migrate = shop.workload(Kind.JOB, "migrate").orElseThrow().spec();
        assertThat(migrate.mode()).isEqualTo(new Mode.Job(true, 2, 2, 3, null, null, Optional.empty()));
        assertThat(migrate.template().containers().get(0).process())
                .contains(new ContainerSpec.ProcessForm(List.of("java", "Migrate.java"), "/srv/shop"));
        assertThat(shop.workload(Kind.DAEMON, "node-metrics")
                        .orElseThrow()
                        .spec()
                        .template()
                        .placement()
                        .tolerates("x"))
                .isTrue();
    }

    @Test
    void anOverlayReplacesValuesOnlyWhereItIsNamed() {
        Manifest staging = Scripts.manifest(SHOP, Map.of("tag", "1.2", "replicas", "7"), "staging");
        Manifest live = Scripts.manifest(SHOP, Map.of("tag", "1.2", "replicas", "7"));

        assertThat(((Mode.Service) staging.workloads().get(0).spec().mode()).replicas())
                .isEqualTo(1);
        assertThat(((Mode.Service) live.workloads().get(0).spec().mode()).replicas())
                .isEqualTo(7);
        assertThat(staging.workloads().get(0).spec().template())
                .isEqualTo(live.workloads().get(0).spec().template());
    }

    @Test
    void equalScriptsGiveEqualBytes() {
        String first = Json.text(Scripts.manifest(SHOP, Map.of("tag", "1.2")));
        String second = Json.text(Scripts.manifest(SHOP, Map.of("tag", "1.2")));

        assertThat(second).isEqualTo(first);
        assertThat(Json.convert(first, Manifest.class)).isEqualTo(Scripts.manifest(SHOP, Map.of("tag", "1.2")));
    }

    @Test
    void positionsTellWhereEachWorkloadStands() {
        CompileResult.Compiled compiled = (CompileResult.Compiled) Scripts.compile(SMALLEST, CompileOptions.none());

        assertThat(compiled.positions().display(Kind.SERVICE, "web")).isEqualTo("shop.groovy:2:5");
    }

    @Test
    void loopsVariablesMethodsAndConditionsDescribeMany() {
        Manifest manifest = Scripts.manifest("""
                def base(String tag, int n = 2) {
                    image "shop/web:${tag}"
                    replicas n
                }
                def regions = ['eu', 'us']
                app('shop') {
                    (1..3).each { service("w$it") { base('1'); port 8000 + it } }
                    regions.eachWithIndex { String region, i ->
                        service("web-${region}") {
                            base('2', i + 5)
                            if (region == 'eu') env LANG: region.toUpperCase() else env LANG: 'en'
                        }
                    }
                    for (name in regions.collect { "job-" + it }) { job(name) { image 'x' } }
                    def total = 0
                    for (i in 1..10) { if (i == 5) continue; if (i > 8) break; total += i }
                    def many = total > 30 ? 4 : 1
                    service('sum') { image 'x'; replicas many; env TOTAL: total, ALL: regions.join(',') }
                }
                """);

        assertThat(manifest.workloads().stream().map(Manifest.Entry::name))
                .containsExactly("w1", "w2", "w3", "web-eu", "web-us", "job-eu", "job-us", "sum");
        assertThat(((Mode.Service) manifest.workloads().get(4).spec().mode()).replicas())
                .isEqualTo(6);
        assertThat(manifest.workloads()
                        .get(3)
                        .spec()
                        .template()
                        .containers()
                        .get(0)
                        .env())
                .isEqualTo(Map.of("LANG", "EU"));
        WorkloadSpec sum = manifest.workloads().get(7).spec();
        assertThat(sum.template().containers().get(0).env()).isEqualTo(Map.of("TOTAL", "31", "ALL", "eu,us"));
    }

    @Test
    void threeThousandLiteralServicesCompile() {
        StringBuilder script = new StringBuilder("app('big') {\n");
        for (int i = 0; i < 3000; i++) {
            script.append("    service('s").append(i).append("') { image 'x'; replicas 2; port 80 }\n");
        }

        assertThat(Scripts.manifest(script + "}\n").workloads()).hasSize(3000);
    }
}
