package dev.caravan.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.ContainerSpec;
import dev.caravan.model.PodTemplate;
import dev.caravan.testing.Given;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FieldDiffTest {
    private static PodTemplate template(Map<String, String> env, String... names) {
        List<ContainerSpec> containers = java.util.Arrays.stream(names)
                .map(name -> new ContainerSpec(
                        name,
                        Optional.of("i:1"),
                        Optional.empty(),
                        null,
                        null,
                        env,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        false))
                .toList();
        return new PodTemplate(Map.of(), containers, null, null);
    }

    @Test
    void equalValuesDifferNowhere() {
        assertThat(FieldDiff.between(Given.template("web:1"), Given.template("web:1")))
                .isEmpty();
    }

    @Test
    void valuesThatComeAndGoHaveOneSideOnly() {
        assertThat(FieldDiff.between(
                        template(Map.of("A", "1", "B", "2"), "x"), template(Map.of("B", "3", "C", "4"), "x")))
                .containsExactly(
                        new Plan.Field("containers[x].env.A", Optional.of("1"), Optional.empty()),
                        new Plan.Field("containers[x].env.B", Optional.of("2"), Optional.of("3")),
                        new Plan.Field("containers[x].env.C", Optional.empty(), Optional.of("4")));
    }

    @Test
    void oneMoreContainerInFrontChangesNoOther() {
        assertThat(FieldDiff.between(template(Map.of(), "x"), template(Map.of(), "new", "x")))
                .extracting(Plan.Field::path)
                .isNotEmpty()
                .allMatch(path -> path.startsWith("containers[new]."));
    }

    @Test
    void namesWithDotsAreQuoted() {
        assertThat(FieldDiff.between(template(Map.of(), "x"), template(Map.of("a.b", "1"), "x")))
                .extracting(Plan.Field::path)
                .containsExactly("containers[x].env.['a.b']");
    }
}
