package dev.caravan.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiagnosticsTest {
    private static List<String> inService(String body) {
        return Scripts.faults("app('shop') { service('web') { image 'x'\n" + body + "\n} }");
    }

    @Test
    void allMistakesOfAScriptAreToldAtOnceInItsOrder() {
        assertThat(Scripts.faults("""
                                app('shop') {
                                    service('web') {
                                        image 'shop/web:1'
                                        replcas 3
                                        port 8080
                                        port 8080
                                        stopGrace 20
                                    }
                                    cron('nightly') {
                                        schedule '0 0 31 2 *'
                                        job { image 'x'; retry 'often' }
                                    }
                                    workflow('release') { input { text 'tag' } }
                                    service('Web_2') { resources cpu: 1.cores; limits cpu: 500.millicores }
                                }
                                """))
                .containsExactly(
                        "4:9: unknown word 'replcas' in service; did you mean 'replicas'?",
                        "6:14: port 8080/tcp is used twice in service 'web'; first in line 5",
                        "7:19: stopGrace wants a duration such as 10.seconds, was a whole number",
                        "10:18: the schedule '0 0 31 2 *' never fires",
                        "11:32: retry wants a whole number, was text",
                        "13:5: workflow 'release' needs at least one step",
                        "14:5: service 'Web_2' needs an image or a process",
                        "14:13: 'Web_2' cannot be the name of a service: it wants lower-case letters, digits and '-',"
                                + " starting and ending with a letter or digit, at most 40 characters",
                        "14:48: the cpu limit 500m is under the request 1");
    }

    @Test
    void aDiagnosticShowsItsLineWithACaret() {
        CompileResult.Failed failed = (CompileResult.Failed)
                Scripts.compile("app('shop') {\n\tservice('web') {\n\t\treplcas 3\n} }", CompileOptions.none());

        assertThat(failed.diagnostics().get(0).render())
                .isEqualTo("shop.groovy:3:3: unknown word 'replcas' in service; did you mean 'replicas'?\n"
                        + "\t\treplcas 3\n"
                        + "\t\t^");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            replicas 'x'                     | 2:10: replicas wants a whole number, was text
            replicas -1                      | 2:10: replicas must be 0..1000, was -1
            replicas 1001                    | 2:10: replicas must be 0..1000, was 1001
            replicas 1.5                     | 2:10: replicas wants a whole number, was a decimal number
            replicas()                       | 2:1: replicas wants a whole number, was given nothing
            replicas 3.second                | 2:12: unknown unit 'second'; did you mean 'seconds'?
            port 70000                       | 2:6: port must be 1..65535, was 70000
            port 80, att: 'x'                | 2:10: port takes no 'att:'; did you mean 'at:'?
            port 53, udp: true, at: 'x/'     | 2:21: at: is for HTTP; a UDP port cannot have it
            resources memory: 5.seconds      | 2:11: memory wants an amount of memory such as 256.mb, was a duration
            liveness tcp(9)                  | 2:14: port 9 is not declared; the container's TCP ports are none
            liveness http('/')               | 2:10: http wants a TCP port, but the container declares none
            liveness 5                       | 2:10: liveness wants a check such as http('/ready'), was a whole number
            schedule '* * * * *'             | 2:1: 'schedule' is a word of cron, not of service
            autoscale 3..20, target: cpu(70.percent) | 2:1: 'autoscale' is not available yet
            env A: secret('db')              | 2:15: 'db' names no value of a secret: write 'SECRET/VALUE', such as 'db/password'
            env A: "x${secret('db/url')}"     | 2:12: a secret such as secret('db/password') cannot be put into text
            args secret('db/url')            | 2:6: args wants text, was a secret such as secret('db/password')
            volume '/cache', size: 1.gb      | 2:1: 'volume' is not available yet
            place { avoid function('x') }    | 2:24: there is no function 'x' in the app
            place { avoid service('wbe') }   | 2:23: there is no service 'wbe' in the app; did you mean 'web'?
            rollout { rollbackAfter 0.seconds } | 2:25: rollbackAfter must be longer than nothing
            rollout { canary() }             | 2:11: 'canary' is a word of workflow, parallel, not of rollout
            env A: [1]                       | 2:5: env A wants text, a number, or true or false
            place { tolerate anny }          | 2:18: unknown word 'anny' in place; did you mean 'any'?
            replicas = 3                     | 2:1: write replicas without '='
            replicas                         | 2:1: 'replicas' wants something after it; write replicas() if nothing follows
            label: 'x'                       | 2:8: a ':' after the first word makes it a label; write the word without it
            container('main') { image 'x' }  | 2:11: the pod has a container 'main' already
            container('c') { port 1 }        | 2:1: the container 'c' of service 'web' needs an image or a process
            if (false) { replicas 'x' }      | 2:23: replicas wants a whole number, was text
            def x = 'a'; replicas x          | 2:23: replicas wants a whole number, was text
            image "a${nope}"                 | 2:11: unknown word 'nope' in service
            """)
    void mistakesAreToldAtTheirWord(String body, String expected) {
        assertThat(inService(body)).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            function('f') { image 'x'; port 53, udp: true; on http('/') } | 1:65: on http wants a TCP port; port 53 is UDP
            function('f') { image 'x'; port 1; on every(10.millis) } | 1:59: every must be 1 second or longer
            function('f') { image 'x'; port 1; on camel('kafak:x') } | 1:59: there is no Camel component 'kafak'; did you mean 'kafka'?
            function('f') { image 'x'; port 1; on camel('kafka') } | 1:59: 'kafka' is no Camel endpoint: it wants 'component:name'
            function('f') { image 'x'; port 1; on http('/x'), retry: 2 } | 1:65: on http takes no 'retry:': its caller gets the answer
            function('f') { image 'x'; port 1; on every(1.hours), deadLetter: 'No' } | 1:69: 'No' cannot be the name of a config: it wants lower-case letters, digits and '-', starting and ending with a letter or digit, at most 40 characters
            function('f') { image 'x'; port 1; on every(1.hours); on every(60.minutes) } | 1:72: the function has the trigger 'every PT1H' already
            function('f') { image 'x'; port 1; on cron('0 0 31 2 *', zone: 'Mars') } | 1:72: unknown time zone 'Mars'
            cron('c') { schedule '0 25 * * *'; job { image 'x' } } | 1:36: '25' is no hour: it wants 0..23, with * , - and /
            cron('c') { schedule '0 5 * * *', zone: 'Europe/Prage'; job { image 'x' } } | 1:49: unknown time zone 'Europe/Prage'; did you mean 'Europe/Prague'?
            cron('c') { schedule '0 5 * * *' } | 1:15: cron 'c' needs a job { … }
            check('x') { given { nodes 3 } }   | 1:15: check 'x' expects nothing: then { … } says what must be true
            check('x') { when { node('n2').fails() }; then { service('w').ready().atLeast(1) } } | 1:40: there is no node 'n2': the check has n1
            check('x') { then { service('w').ready().atLeast(1) } } | 1:43: there is no service 'w' in the app
            check('x') { then { service('w').ready().atLest(1) } } | 1:56: values have no 'atLest'; did you mean 'atLeast'?
            overlay('s') { service('db') { replicas 1 } } | 1:38: there is no service 'db' in the app
            """)
    void mistakesOfOtherBlocksAreToldToo(String body, String expected) {
        assertThat(Scripts.faults("app('shop') { " + body + " }")).contains(expected);
    }

    @Test
    void parametersAreCheckedAgainstTheirTypesAndBounds() {
        String script = """
                app('shop') {
                    parameters {
                        text 'tag', matches: '[0-9]+'
                        number 'count', defaultsTo: 3, between: 1..5
                    }
                    service('web') { image param('tag'); replicas param('cuont') }
                }
                """;

        assertThat(Scripts.faults(script))
                .containsExactly(
                        "3:14: parameter 'tag' needs a value: it was given none and has no default",
                        "6:57: there is no parameter 'cuont'; did you mean 'count'?");
        assertThat(Scripts.faults(script, Map.of("tag", "x", "count", "9")))
                .startsWith(
                        "3:14: parameter 'tag' must match [0-9]+, was 'x'",
                        "4:16: parameter 'count' must be 1..5, was 9");
        assertThat(Scripts.faults(script.replace("cuont", "count"), Map.of("tag", "1", "tga", "2")))
                .containsExactly("2:5: there is no parameter 'tga'; did you mean 'tag'?");
    }

    @Test
    void namesPublishedPortsAndEntriesAreTakenOnce() {
        assertThat(Scripts.faults("""
                                app('shop') {
                                    service('a') { image 'x'; port 80, publish: 8000, at: 'shop.example/' }
                                    service('b') { image 'x'; port 80, publish: 8000, at: 'shop.example' }
                                    job('a') { image 'x' }
                                }
                                """))
                .containsExactly(
                        "3:40: node port 8000 is taken by service 'a' in line 2",
                        "3:55: 'shop.example' is taken by service 'a' in line 2",
                        "4:9: the name 'a' is taken by the service in line 2");
    }

    @Test
    void aScriptHasOneAppThatIsNotEmpty() {
        assertThat(Scripts.faults("")).containsExactly("1:1: the script has no app; it starts with app('name') { … }");
        assertThat(Scripts.faults("app('a') { }"))
                .containsExactly(
                        "1:1: the app 'a' is empty; it wants at least one service, function, job, cron or daemon");
        assertThat(Scripts.faults("app('a') { job('x') { image 'x' } }\napp('b') { }"))
                .containsExactly("2:1: a script has one app; 'a' is in it already");
        assertThat(Scripts.faults("ap('a') { }")).containsExactly("1:1: unknown word 'ap'; did you mean 'app'?");
    }

    @Test
    void anOverlayThatIsNotThereIsTold() {
        assertThat(Scripts.faults("app('a') { job('x') { image 'x' }\n overlay('staging') { } }", Map.of(), "stagng"))
                .containsExactly("1:1: there is no overlay 'stagng'; did you mean 'staging'?");
        assertThat(Scripts.faults(
                        "app('a') { service('x') { image 'x' }\n overlay('s') { service('x') { port 80 } } }"))
                .containsExactly("2:32: 'port' cannot be said in an overlay, which only replaces values");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app('x') {",
                "app('x') { service( }",
                "app('x') { image 'x }",
                "}",
                "app('x') { \"${\" }",
                "app('x') { port 80 81 }",
                "\u0000",
                "app('x') { service('y') { image 'z' } } )",
                "/* open",
                "'''"
            })
    void brokenSyntaxIsADiagnosticWithoutTraces(String script) {
        assertThat(Scripts.faults(script)).isNotEmpty().allSatisfy(fault -> assertThat(fault)
                .doesNotContain("Exception", "groovy.", "Script1", "java.")
                .matches("\\d+:\\d+: .+"));
    }

    @Test
    void whatIsInTheWayIsNamed() {
        assertThat(inService("port 80 81")).containsExactly("2:9: unexpected '81'; a comma may be missing before it");
        assertThat(Scripts.faults("app('a') { x = = 1 }")).containsExactly("1:16: unexpected '='");
    }
}
