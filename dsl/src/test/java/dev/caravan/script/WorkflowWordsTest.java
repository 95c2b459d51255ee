package dev.caravan.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.json.Json;
import dev.caravan.model.Action;
import dev.caravan.model.Gate;
import dev.caravan.model.Manifest;
import dev.caravan.model.Step;
import dev.caravan.model.Value;
import dev.caravan.model.WorkflowSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkflowWordsTest {
    static final String RELEASE = """
            app('shop') {
                service('web') { image 'shop/web:1'; replicas 3; port 8080 }
                job('migrate') { image 'shop/migrate:1'; manual() }
                workflow('release') {
                    input { text 'tag', matches: '[0-9.]+'; number 'percent', defaultsTo: 5, between: 1..50 }
                    timeout 3.hours
                    step('migrate') {
                        run job('migrate'), with: [tag: input('tag'), 'db-url': "db-${input('tag')}.internal"]
                        retry 2, backoff: 5.seconds, upTo: 1.minutes, jitter: 10.percent
                        timeout 10.minutes
                        compensate { run job('migrate'), with: [tag: previous('tag')] }
                    }
                    canary('web') {
                        image "registry.local/shop/web:${input('tag')}"
                        stages 5.percent, 25.percent, 50.percent
                        hold 10.minutes
                        gate metric('http_error_ratio').below(0.01), over: 5.minutes
                        compensate { restore 'web' }
                    }
                    approve('go-live') { by role('release-managers'); quorum 2; expires 24.hours }
                    parallel(limit: 2) {
                        step('promote') { promote 'web' }
                        step('warm')    { call http('https://shop.example/warm'); optional(); repeatable false }
                    }
                    forEach(['eu', 'us']) { String region -> step("dns-${region}") { send camel("http:dns.example/${region}"), body: output('migrate'); retry 5 } }
                    onFailure { compensateAll(); send camel('smtp:ops@shop.example') }
                }
                overlay('staging') { workflow('release') { skip 'go-live' } }
            }
            """;

    private static WorkflowSpec release(String... overlays) {
        return manifest(overlays).workflows().get(0);
    }

    private static Manifest manifest(String... overlays) {
        CompileOptions options = new CompileOptions(Map.of(), Set.of(overlays), Set.of("http", "smtp"));
        CompileResult result = Scripts.compile(RELEASE, options);
        assertThat(result).as(result.toString()).isInstanceOf(CompileResult.Compiled.class);
        return ((CompileResult.Compiled) result).manifest();
    }

    @Test
    void theReleaseOfTheExampleBecomesATreeOfSteps() {
        WorkflowSpec release = release();
        assertThat(release.name()).isEqualTo("release");
        assertThat(release.timeout()).contains(Duration.ofHours(3));
        assertThat(release.steps())
                .extracting(Step::name)
                .containsExactly("migrate", "web", "go-live", "parallel-1", "dns-eu", "dns-us");
        assertThat(release.flat())
                .extracting(Step::name)
                .containsExactly("migrate", "web", "go-live", "promote", "warm", "parallel-1", "dns-eu", "dns-us");
        assertThat(release.compensations()).extracting(Step::name).containsExactly("web.undo", "migrate.undo");
        assertThat(release.onFailure().compensateAll()).isTrue();
        assertThat(release.onFailure().steps()).extracting(Step::name).containsExactly("on-failure.1");
    }

    @Test
    void whatIsDecidedLaterStaysAnExpression() {
        Action.RunJob job = (Action.RunJob) release().steps().get(0).action();
        assertThat(job.with())
                .containsEntry("tag", new Value.Input("tag"))
                .containsEntry(
                        "db-url",
                        new Value.Joined(List.of(Value.of("db-"), new Value.Input("tag"), Value.of(".internal"))));
        Action.Canary canary = (Action.Canary) release().steps().get(1).action();
        assertThat(canary.image().orElseThrow().display()).isEqualTo("registry.local/shop/web:${input('tag')}");
        assertThat(canary.stages()).containsExactly(5, 25, 50);
        assertThat(canary.gates())
                .containsExactly(new Gate("http_error_ratio", Gate.Comparison.BELOW, 0.01, Duration.ofMinutes(5)));
    }

    @Test
    void stepsSayWhatIsDoneWhenTheyFail() {
        Step.Policy policy = release().steps().get(0).policy();
        assertThat(policy.retries()).isEqualTo(2);
        assertThat(policy.backoff()).isEqualTo(Duration.ofSeconds(5));
        assertThat(policy.maxBackoff()).isEqualTo(Duration.ofMinutes(1));
        assertThat(policy.jitterPercent()).isEqualTo(10);
        Action.Parallel parallel = (Action.Parallel) release().steps().get(3).action();
        assertThat(parallel.limit()).isEqualTo(2);
        assertThat(parallel.steps().get(1).policy().optional()).isTrue();
        assertThat(parallel.steps().get(1).policy().repeatable()).isFalse();
    }

    @Test
    void anOverlaySkipsAStep() {
        assertThat(release().steps().get(2).skipped()).isFalse();
        assertThat(release("staging").steps().get(2).skipped()).isTrue();
    }

    @Test
    void theManifestComesBackFromItsJson() {
        Manifest manifest = manifest();
        assertThat(Json.convert(Json.text(manifest), Manifest.class)).isEqualTo(manifest);
        assertThat(Json.text(manifest())).isEqualTo(Json.text(manifest));
    }

    @Test
    void everythingThatAStepNamesMustBeThere() {
        assertThat(Scripts.faults("""
                app('shop') {
                    service('web') { image 'web' }
                    job('migrate') { image 'migrate' }
                    workflow('release') {
                        input { text 'tag' }
                        step('one') { run job('migrat'), with: [tag: input('tga')] }
                        step('two') { run job('web') }
                        step('three') { promote 'web' }
                        step('one') { call http('https://x.example') }
                        step('four') { call http('https://x.example'), body: output('fore') }
                        canary('webb') { image 'web:2'; stages 5.percent }
                    }
                    overlay('staging') { workflow('release') { skip 'tow' } }
                }
                """))
                .containsExactly(
                        "6:31: there is no job 'migrat' in the app; did you mean 'migrate'?",
                        "6:60: there is no input 'tga' of workflow 'release'; did you mean 'tag'?",
                        "7:31: there is no job 'web' in the app",
                        "8:33: promote wants a canary('web') before it in the workflow",
                        "9:14: workflow 'release' has a step 'one' in line 6 already",
                        "10:56: call takes no 'body:'",
                        "11:16: there is no service 'webb' in the app; did you mean 'web'?",
                        "13:53: workflow 'release' has no step 'tow'; did you mean 'two'?");
    }

    @Test
    void valuesOfWorkflowsAreChecked() {
        assertThat(Scripts.faults("""
                app('shop') {
                    service('web') { image 'web' }
                    job('migrate') { image 'migrate' }
                    workflow('release') {
                        input { text 'tag'; number 'n', defaultsTo: 9, between: 1..5 }
                        approve('a') { quorum 0 }
                        approve('b') { by role('Release Managers'); expires 0.seconds }
                        canary('web') { image 'web:2'; stages 25.percent, 5.percent }
                        step('nothing') { retry 2 }
                        step('both') { call http('https://x.example'); restore 'web' }
                        step('odd') { call http('ftp://x.example') }
                        step('inside') { run job('migrate'); repeatable false }
                        parallel(limit: 0) { step('x') { restore 'web' } }
                        step('s') { send camel('nowhere') }
                        step('t') { send camel('kafka:x') }
                        canary('web2') { image 'w'; stages 1.percent; gate metric('http_error_rato').below(1) }
                    }
                    workflow('empty') { }
                }
                """))
                .containsExactly(
                        "5:41: input 'n' must be 1..5, was 9",
                        "6:31: quorum must be 1..100, was 0",
                        "7:32: 'Release Managers' cannot be the name of a role: it wants lower-case letters, digits and '-', starting and ending with a letter or digit, at most 40 characters",
                        "7:61: expires must be longer than nothing",
                        "8:59: stages must grow: 5 percent comes after 25",
                        "9:9: step 'nothing' does nothing; it wants run, promote, restore, call or send",
                        "10:56: step 'both' does one thing; make this a step of its own",
                        "11:33: 'ftp://x.example' is no address: write 'https://host/path'",
                        "12:46: repeatable is for call and send: what happens inside Caravan happens once anyway",
                        "13:18: limit must be 1..500, was 0",
                        "14:32: 'nowhere' is no endpoint: write 'component:what'",
                        "15:32: the Camel component 'kafka' is not here: it is in camel-kafka.jar, to be put into the connectors folder with what it needs",
                        "16:16: there is no service 'web2' in the app; did you mean 'web'?",
                        "16:67: there is no metric 'http_error_rato'; did you mean 'http_error_ratio'?",
                        "18:5: workflow 'empty' needs at least one step");
    }

    @Test
    void aValueThatIsKnownLaterCannotStandWhereTheScriptDecides() {
        assertThat(Scripts.faults("""
                app('shop') {
                    job('migrate') { image 'migrate' }
                    workflow('release') {
                        input { text 'tag' }
                        step('one') { run job("migrate-${input('tag')}") }
                    }
                }
                """))
                .containsExactly("5:31: job wants text, was a value that is known only when the workflow runs");
    }
}
