package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.Kind;
import dev.caravan.testing.Given;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The small forms that commands read and print. */
class FormsTest {
    @Test
    void nearestWordIsFoundForASlipOnly() {
        List<String> known = List.of("apply", "plan", "get");

        assertThat(Nearest.to("aply", known)).contains("apply");
        assertThat(Nearest.to("gte", known)).contains("get");
        assertThat(Nearest.to("put", known)).isEmpty();
        assertThat(Nearest.to("gett", known)).contains("get");
        assertThat(Nearest.to("completely", known)).isEmpty();
        assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
    }

    @Test
    void durationsHaveUnits() {
        assertThat(Durations.parse("--timeout", "200ms")).isEqualTo(Duration.ofMillis(200));
        assertThat(Durations.parse("--timeout", "90")).isEqualTo(Duration.ofSeconds(90));
        assertThat(Durations.parse("--timeout", "5m")).isEqualTo(Duration.ofMinutes(5));
        assertThat(Durations.parse("--timeout", "1h")).isEqualTo(Duration.ofHours(1));
        assertThat(Durations.parse("--timeout", "2d")).isEqualTo(Duration.ofDays(2));
    }

    @Test
    void whatIsNoDurationIsWrongUsage() {
        for (String text : List.of("", "soon", "5 m", "-1s", "1.5h", "99999999999999999999s", "9223372036854775807d")) {
            assertThatThrownBy(() -> Durations.parse("--timeout", text))
                    .as(text)
                    .isInstanceOfSatisfying(
                            Failure.class, e -> assertThat(e.exitCode()).isEqualTo(Failure.USAGE))
                    .hasMessage("--timeout should be such as 30s, 5m or 1h, was '" + text + "'");
        }
    }

    @Test
    void agesReadAsKubectlPrintsThem() {
        assertThat(age(5)).isEqualTo("5s");
        assertThat(age(119)).isEqualTo("119s");
        assertThat(age(192)).isEqualTo("3m12s");
        assertThat(age(3600)).isEqualTo("60m");
        assertThat(age(7200)).isEqualTo("2h");
        assertThat(age(3 * 86_400)).isEqualTo("3d");
        assertThat(age(-5)).as("of a clock that is ahead").isEqualTo("0s");
        assertThat(Columns.age("", Given.NOW)).isEmpty();
    }

    private static String age(long seconds) {
        return Columns.age(Given.NOW.minusSeconds(seconds).toString(), Given.NOW);
    }

    @Test
    void everyKindHasAsManyCellsAsColumns() {
        for (Kind kind : Kind.values()) {
            assertThat(Columns.row(kind, Map.of(), false, Given.NOW)).hasSameSizeAs(Columns.header(kind, false));
            assertThat(Columns.row(kind, Map.of(), true, Given.NOW)).hasSameSizeAs(Columns.header(kind, true));
        }
    }

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new Table()
                .row(List.of("NAME", "AGE"))
                .row(List.of("a-long-name", "5s"))
                .row(List.of("b", ""))
                .print(new PrintStream(bytes, true, StandardCharsets.UTF_8));

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("NAME          AGE\na-long-name   5s\nb\n");
    }

    @Test
    void targetsAreNamedInOneWordOrTwo() {
        assertThat(Target.of(List.of("svc/web")).path()).isEqualTo("services/web");
        assertThat(Target.of(List.of("po", "x")).display()).isEqualTo("pod/x");
        assertThat(Target.of(List.of("nodes")).name()).isEmpty();
        assertThatThrownBy(() -> Target.of(List.of("servce/web")))
                .hasMessage("there is no kind 'servce'; did you mean 'service'?");
        assertThatThrownBy(() -> Target.of(List.of("pods/"))).hasMessageContaining("should be KIND/NAME");
        assertThatThrownBy(() -> Target.of(List.of("pods/a", "b"))).hasMessageContaining("not both");
        assertThatThrownBy(() -> Target.named("pods")).hasMessageContaining("should be KIND/NAME");
    }

    @Test
    void jsonIsReadAndWrittenWithoutLoss() throws IOException {
        String text = "{\"a\":[1,-2.5,true,null,\"ü\\n\"],\"b\":{}}";

        assertThat(JsonTree.write(JsonTree.parse(text), false)).isEqualTo(text);
        assertThat(JsonTree.text(JsonTree.parse("{\"a\":{\"b\":7}}"), "a.b")).isEqualTo("7");
        assertThatThrownBy(() -> JsonTree.parse("")).isInstanceOf(IOException.class);
    }
}
