package dev.caravan.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.grid.GridSql;
import dev.caravan.json.Json;
import dev.caravan.testing.TestPlane;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Command lines as users type them, against a control plane without nodes. */
class CommandsTest {
    @TempDir
    static Path directory;

    private static TestPlane plane;

    record Result(int exitCode, String out, String err) {
        JsonNode json() {
            return Json.parse(out.getBytes(StandardCharsets.UTF_8));
        }
    }

    @BeforeAll
    static void start() throws IOException {
        plane = new TestPlane(directory.resolve("journal"));
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    /** Runs a command line as it is. */
    private static Result run(String... args) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
        try {
            int exitCode = Caravan.run(args);
            System.out.flush();
            System.err.flush();
            return new Result(
                    exitCode, printed.toString(StandardCharsets.UTF_8), told.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** Runs a command line against the control plane. */
    private static Result caravan(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--server", plane.url(), "--token", TestPlane.TOKEN));
        return run(all.toArray(String[]::new));
    }

    private static String script(String app, int replicas) {
        return script(
                app,
                "app('" + app + "') {\n    service('" + app + "-web') {\n        image 'web:1'\n" + "        replicas "
                        + replicas + "\n    }\n}\n");
    }

    private static String script(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name + ".groovy"), text).toString();
        } catch (IOException e) {
            throw new IllegalStateException("the script " + name + " cannot be written", e);
        }
    }

    @Test
    void unknownCommandIsWrongUsageWithAHint() {
        Result result = run("aply", "x.groovy");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).startsWith("caravan: unknown command 'aply'; did you mean 'apply'?");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void unknownOptionIsWrongUsageWithAHint() {
        Result result = run("get", "pods", "--al-namespaces");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .startsWith("caravan: unknown option '--al-namespaces'; did you mean '--all-namespaces'?")
                .contains("See 'caravan get --help'.");
    }

    @Test
    void missingArgumentAndBadValueAreWrongUsage() {
        assertThat(run("get").exitCode()).isEqualTo(2);
        assertThat(run("scale", "service/web").exitCode()).isEqualTo(2);
        assertThat(run("scale", "service/web", "--replicas", "many").exitCode()).isEqualTo(2);
        assertThat(caravan("apply", script("usage", 0), "--timeout", "soon").exitCode())
                .isEqualTo(2);
        assertThat(caravan("get", "pods", "-o", "toml").exitCode()).isEqualTo(2);
        assertThat(caravan("get", "servces").err()).contains("did you mean 'services'?");
    }

    @Test
    void helpIsThereForEveryCommand() {
        for (String command : List.of(
                "up",
                "down",
                "server",
                "agent",
                "status",
                "validate",
                "routes",
                "plan",
                "apply",
                "delete",
                "get",
                "describe",
                "logs",
                "events",
                "scale",
                "restart",
                "run",
                "cordon",
                "uncordon",
                "version",
                "completion")) {
            Result help = run(command, "--help");
            assertThat(help.exitCode()).as(command).isZero();
            assertThat(help.out()).as(command).contains("Usage: caravan " + command);
        }
    }

    @Test
    void serverThatCannotBeReachedIsThree() {
        Result result = run("get", "pods", "--server", "http://127.0.0.1:1", "--token", "x");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("cannot reach the server at http://127.0.0.1:1", "caravan up");
    }

    @Test
    void wrongTokenIsThree() {
        Result result = run("get", "pods", "--server", plane.url(), "--token", "guess");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("not logged in", "the token is not valid here");
    }

    @Test
    void whatIsNotThereIsOne() {
        Result result = caravan("get", "service/nobody");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("caravan: there is no service 'nobody' in namespace default\n");
        assertThat(caravan("logs", "nobody").exitCode()).isEqualTo(1);
        assertThat(caravan("delete", "app/nobody").exitCode()).isEqualTo(1);
        assertThat(caravan("cordon", "nobody").exitCode()).isEqualTo(1);
    }

    @Test
    void scriptWithErrorsShowsEachAtItsPlaceWithItsLine() {
        String bad = script("bad", "app('bad') {\n  service('web') {\n    replicas -1\n    imagee 'x'\n  }\n}\n");
        for (Result result : List.of(caravan("apply", bad), caravan("plan", bad), run("validate", bad))) {
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err()).contains(bad + ":3:", bad + ":4:", "    imagee 'x'", "^");
            assertThat(result.out()).isEmpty();
        }
    }

    @Test
    void missingScriptIsNamed() {
        assertThat(caravan("apply", "no-such.groovy").err()).isEqualTo("caravan: there is no file no-such.groovy\n");
    }

    @Test
    void applyTwiceSaysUnchangedTheSecondTime() {
        String idle = script("idle", 0);
        Result first = caravan("apply", idle);
        Result second = caravan("apply", idle);

        assertThat(first.exitCode()).isZero();
        assertThat(first.out())
                .isEqualTo("app/idle revision 1\n  + service/idle-web\nplan: 1 to create, 0 to change, 0 to delete\n");
        assertThat(first.err()).contains("app/idle is healthy after ");
        assertThat(second.exitCode()).isZero();
        assertThat(second.out()).isEqualTo("app/idle unchanged (revision 1)\n");
    }

    @Test
    void applyThatIsNotHealthyInTimeIsFour() {
        Result result = caravan("apply", script("slow", 1), "--timeout", "300ms");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).contains("app/slow is not healthy after 0.3 s");
        assertThat(result.out()).contains("service/slow-web would wait: there is no node");
    }

    @Test
    void applyDoesNotWaitWhenToldSo() {
        assertThat(caravan("apply", script("nowait", 1), "--no-wait").exitCode())
                .isZero();
    }

    @Test
    void dryRunChangesNothing() {
        assertThat(caravan("apply", script("dry", 1), "--dry-run").out()).contains("+ service/dry-web");
        assertThat(caravan("get", "app/dry").exitCode()).isEqualTo(1);
    }

    @Test
    void planTellsByItsExitCodeWhetherThereAreChanges() {
        String web = script("planned", 0);
        assertThat(caravan("plan", web).exitCode()).isZero();
        assertThat(caravan("plan", web, "--detailed-exitcode").exitCode()).isEqualTo(2);
        caravan("apply", web);
        assertThat(caravan("plan", web, "--detailed-exitcode").exitCode()).isZero();
        assertThat(caravan("plan", "none.groovy", "--detailed-exitcode").exitCode())
                .isEqualTo(1);

        Result changed = caravan("plan", script("planned", 3));
        assertThat(changed.out())
                .contains("  ~ service/planned-web  (changes the number of pods)")
                .contains("      mode.replicas: 0 -> 3");
    }

    @Test
    void parametersComeFromFlagsAndFiles() throws IOException {
        String text = "app('params') {\n parameters { number 'n', defaultsTo: 0, between: 0..9 }\n"
                + " service('params-web') { image 'w:1'\n replicas param('n') }\n}\n";
        String params = Files.writeString(directory.resolve("p.properties"), "# pods\nn = 2\n")
                .toString();
        String path = script("params", text);

        String jsonpath = "-ojsonpath={.placements[*].slot}";
        assertThat(caravan("plan", path, "--params", params, jsonpath).out()).isEqualTo("0 1\n");
        assertThat(caravan("plan", path, "--params", params, "-p", "n=1", jsonpath)
                        .out())
                .isEqualTo("0\n");
        assertThat(caravan("plan", path, "-p", "n=many").exitCode()).isEqualTo(1);
    }

    @Test
    void objectsArePrintedInEveryForm() {
        caravan("apply", script("forms", 0));

        assertThat(caravan("get", "services", "-o", "name").out()).contains("service/forms-web\n");
        assertThat(caravan("get", "service/forms-web", "-o", "jsonpath={.spec.app}")
                        .out())
                .isEqualTo("forms\n");
        assertThat(caravan("get", "svc", "forms-web", "-o", "yaml").out()).contains("kind: Service\n");
        JsonNode list = caravan("get", "services", "-o", "json").json();
        assertThat(list.path("kind").asText()).isEqualTo("ServiceList");
        JsonNode one = caravan("get", "service/forms-web", "-o", "json").json();
        assertThat(one.at("/metadata/name").asText()).isEqualTo("forms-web");
        assertThat(caravan("get", "service", "forms-web").out().lines().toList().get(0))
                .isEqualTo("NAME        APP     READY   STATUS   ADDRESS   AGE");
        assertThat(caravan("get", "crons").err()).isEqualTo("No crons found.\n");
        assertThat(caravan("get", "crons", "-o", "json").json().path("items").isEmpty())
                .isTrue();
        assertThat(caravan("describe", "service/forms-web").out()).contains("name: forms-web", "Events:");
        assertThat(caravan("events", "-o", "json").json().path("kind").asText()).isEqualTo("EventList");
    }

    @Test
    void everythingIsPrintedInEveryForm() {
        caravan("apply", script("every", 0));

        assertThat(caravan("get", "all", "-o", "name").out()).contains("app/every\n", "service/every-web\n");
        assertThat(caravan("get", "all", "-o", "json").json().path("items").size())
                .isGreaterThanOrEqualTo(2);
        assertThat(caravan("get", "all").out()).contains("APPS\n", "SERVICES\n");
        assertThat(caravan("get", "all", "-l", "no=such").err()).isEqualTo("Nothing found.\n");
    }

    @Test
    void formThatACommandDoesNotHaveIsRefusedBeforeAnythingIsDone() {
        Result result = caravan("apply", script("named", 0), "-o", "name");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(caravan("get", "app/named").exitCode()).isEqualTo(1);
        assertThat(caravan("status", "-o", "name").exitCode()).isEqualTo(2);
        assertThat(caravan("get", "pods", "-o", "jsonpath={.items[0}").exitCode())
                .isEqualTo(2);
    }

    @Test
    void planAndApplyPrintOneJsonDocument() {
        String web = script("onedoc", 0);

        assertThat(caravan("plan", web, "-o", "json").json().path("kind").asText())
                .isEqualTo("Plan");
        assertThat(caravan("apply", web, "-o", "json").json().path("applied").asBoolean())
                .isTrue();
    }

    @Test
    void scaledServiceShowsItsNumberAndPlanCallsItDrift() {
        String web = script("drift", 0);
        caravan("apply", web);
        Result scaled = caravan("scale", "service/drift-web", "--replicas", "2");

        assertThat(scaled.out()).isEqualTo("service/drift-web scaled to 2\n");
        Awaitility.await()
                .until(() -> caravan("get", "pods", "-l", "caravan/app=drift", "-o", "name")
                                .out()
                                .lines()
                                .count()
                        == 2);
        assertThat(caravan("plan", web).out()).contains("undoes what was changed since the last apply");
        assertThat(caravan("scale", "service/drift-web", "--replicas", "-1").exitCode())
                .isEqualTo(1);
    }

    @Test
    void deleteWaitsUntilAllIsGone() {
        caravan("apply", script("doomed", 2), "--no-wait");
        Result deleted = caravan("delete", "app/doomed");

        assertThat(deleted.exitCode()).isZero();
        assertThat(deleted.out()).isEqualTo("app/doomed deleted\n");
        assertThat(caravan("get", "all", "-l", "caravan/app=doomed").err()).isEqualTo("Nothing found.\n");
        assertThat(caravan("get", "service/doomed-web").exitCode()).isEqualTo(1);
    }

    @Test
    void statusOfAHealthyClusterIsZero() {
        Result table = caravan("status");

        assertThat(table.exitCode()).isZero();
        assertThat(table.out())
                .contains("health      healthy", "leader      s1")
                .doesNotContain("cluster name");
        assertThat(caravan("status", "-o", "json").json().path("healthy").asBoolean())
                .isTrue();
        assertThat(caravan("status", "--show-console").out()).contains("cluster name test-");
    }

    /** Without the optional part it says how to get it; with it, in a build of its own, it answers. */
    @Test
    void sqlAnswersOrSaysWhatIsMissing() {
        Result all = caravan("sql", "select count(*) as n from nodes");
        if (GridSql.isInstalled()) {
            assertThat(all.out()).isEqualTo("N\n0\n");
            assertThat(caravan("sql", "select count(*) as n from nodes", "-o", "json")
                            .json()
                            .at("/rows/0/0")
                            .asInt(-1))
                    .isZero();
            assertThat(caravan("sql", "delete from nodes").err()).contains("doesn't produce rows");
        } else {
            assertThat(all.err()).contains("built without SQL", "mvn -Psql package");
            assertThat(all.exitCode()).isEqualTo(1);
        }
        assertThat(caravan("sql").exitCode()).isEqualTo(2);
    }

    @Test
    void backupIsRestoredIntoAnEmptyClusterOnlyAndWholeOrNotAtAll(@TempDir Path other) throws IOException {
        caravan("secret", "set", "kept", "password=hunter2");
        Path file = other.resolve("cluster.backup");
        assertThat(caravan("backup", file.toString()).exitCode()).isZero();
        assertThat(caravan("restore", file.toString()).err()).contains("the cluster is not empty");
        byte[] damaged = Files.readAllBytes(file);
        damaged[damaged.length / 2] ^= 1;
        Path bad = Files.write(other.resolve("damaged.backup"), damaged);
        try (TestPlane empty = new TestPlane(other.resolve("journal"))) {
            String[] there = {"--server", empty.url(), "--token", TestPlane.TOKEN};
            Result refused = run("restore", bad.toString(), there[0], there[1], there[2], there[3]);
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err()).contains("damaged");
            assertThat(run("get", "secrets", there[0], there[1], there[2], there[3])
                            .err())
                    .contains("No secrets found");
            Result restored = run("restore", file.toString(), there[0], there[1], there[2], there[3]);
            assertThat(restored.out()).contains("restored");
            assertThat(run("get", "secrets", there[0], there[1], there[2], there[3])
                            .out())
                    .contains("kept");
        }
    }

    @Test
    void versionNeedsNoServer() {
        assertThat(run("version", "--client").out()).startsWith("client ");
        assertThat(caravan("version", "-o", "json").json().has("server")).isTrue();
    }

    @Test
    void validScriptIsSaidToBeSo() {
        Result valid = run("validate", script("valid", 1));

        assertThat(valid.exitCode()).isZero();
        assertThat(valid.out()).endsWith("valid.groovy: valid, app valid with 1 workload\n");
    }

    @Test
    void routesPrintWhatRuns() {
        Result yaml = run("routes", script("routes", 1), "-o", "yaml");

        assertThat(yaml.exitCode()).isZero();
        assertThat(yaml.out()).contains("grid:rows?shape=", "reconcile:service", "schedule:place", "bind:batch");
        assertThat(run("routes", script("routes", 1), "-o", "dot").exitCode()).isEqualTo(2);
    }
}
