package dev.caravan.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.ContainerSpec;
import dev.caravan.model.Kind;
import dev.caravan.model.Manifest;
import dev.caravan.model.Mode;
import dev.caravan.model.Placement;
import dev.caravan.model.PodTemplate;
import dev.caravan.model.Rollout;
import dev.caravan.model.WorkloadSpec;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.xml.in.ModelParser;
import org.junit.jupiter.api.Test;

class RoutePrinterTest {
    private static final Placement EVERYWHERE = Placement.anywhere();
    private static final Placement CHOOSY = new Placement(
            List.of(new Placement.LabelRequirement("tier", List.of("front"))),
            List.of(new Placement.LabelRequirement("ssd", List.of())),
            List.of("zone"),
            List.of("*"));
    private static final Manifest SHOP = new Manifest(
            "shop",
            Map.of(),
            "",
            List.of(
                    entry("web", new Mode.Service(3, null, null), EVERYWHERE),
                    entry("api", new Mode.Service(1, null, null), EVERYWHERE),
                    entry("front", new Mode.Service(1, new Rollout.Recreate(), null), CHOOSY),
                    entry("report", new Mode.Cron("0 0 * * *", null, null, false, null), CHOOSY)));
    private static final RoutePrinter.Places PLACE = new RoutePrinter.Places() {
        @Override
        public String of(Kind kind, String name) {
            return "shop.groovy:2:5";
        }

        @Override
        public String of(Kind kind, String name, String step) {
            return step.equals("rollout:recreate") ? "7:9" : name.equals("report") ? "" : "2:5";
        }
    };

    private static Manifest.Entry entry(String name, Mode mode, Placement placement) {
        ContainerSpec container = new ContainerSpec(
                "main",
                Optional.of("x"),
                Optional.empty(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                false);
        return new Manifest.Entry(
                name, WorkloadSpec.of("shop", mode, new PodTemplate(null, List.of(container), placement, null)));
    }

    private static Shape shape(Mode mode, Placement placement) {
        return Shape.of(entry("x", mode, placement).spec());
    }

    @Test
    void onlyWordsThatAreThereAddSteps() {
        assertThat(shape(new Mode.Service(3, null, null), EVERYWHERE).steps())
                .containsExactly(
                        "observe:pods", "reconcile:service", "rollout:rolling", "schedule:place", "bind:batch");
        assertThat(shape(new Mode.Service(3, new Rollout.Recreate(), null), CHOOSY)
                        .steps())
                .containsExactly(
                        "observe:pods",
                        "reconcile:service",
                        "rollout:recreate",
                        "schedule:require",
                        "schedule:prefer",
                        "schedule:spread",
                        "schedule:tolerate",
                        "schedule:place",
                        "bind:batch");
        assertThat(shape(Mode.Job.once(), EVERYWHERE).steps())
                .containsExactly("observe:pods", "reconcile:job", "schedule:place", "bind:batch");
        assertThat(shape(new Mode.Cron("0 0 * * *", null, null, false, null), CHOOSY)
                        .steps())
                .containsExactly("observe:jobs", "reconcile:cron", "bind:batch");
        assertThat(shape(new Mode.Daemon(), EVERYWHERE).steps())
                .containsExactly("observe:pods", "reconcile:daemon", "rollout:rolling", "schedule:place", "bind:batch");
    }

    @Test
    void literalsDoNotChangeTheShape() {
        assertThat(shape(new Mode.Service(3, null, null), EVERYWHERE).hash())
                .isEqualTo(shape(new Mode.Service(9, null, null), EVERYWHERE).hash())
                .matches("[0-9a-f]{8}")
                .isNotEqualTo(shape(new Mode.Service(3, null, null), CHOOSY).hash());
    }

    @Test
    void theRouteHasTheStepsOfItsShapeAndNoRedelivery() {
        Shape shape = shape(new Mode.Service(3, null, null), EVERYWHERE);

        RouteDefinition route = ShapeRoutes.definition(shape);

        assertThat(route.getRouteId()).isEqualTo("shape-" + shape.hash());
        assertThat(route.getInput().getUri()).isEqualTo("grid:rows?shape=" + shape.hash());
        assertThat(route.getOutputs().stream().map(step -> ((ToDefinition) step).getUri()))
                .containsExactlyElementsOf(shape.steps());
        assertThat(route.getOutputs().get(1).getId()).isEqualTo(shape.hash() + "-2-reconcile-service");
        assertThat(route.getErrorHandlerFactory()).isNotNull();
        assertThat(route.getErrorHandler().getErrorHandlerType().supportTransacted())
                .isFalse();
    }

    @Test
    void xmlIsARouteFileThatCamelReadsBack() throws Exception {
        String xml = RoutePrinter.print(SHOP, Format.XML, PLACE);

        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        var routes = new ModelParser(
                        new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)),
                        "http://camel.apache.org/schema/xml-io")
                .parseRoutesDefinition()
                .orElseThrow()
                .getRoutes();
        assertThat(routes).hasSize(3);
        Shape first = Shape.of(SHOP.workloads().get(0).spec());
        assertThat(routes.get(0).getRouteId()).isEqualTo(first.routeId());
        assertThat(routes.get(0).getOutputs()).hasSize(first.steps().size());
        assertThat(xml).contains("<!-- service/api shop.groovy:2:5 -->");
    }

    @Test
    void yamlHasARouteForEachShapeUnderItsRows() {
        String yaml = RoutePrinter.print(SHOP, Format.YAML, PLACE);
        String hash = Shape.of(SHOP.workloads().get(0).spec()).hash();

        assertThat(yaml)
                .startsWith("# service/web shop.groovy:2:5\n# service/api shop.groovy:2:5\n- route:\n    id: shape-"
                        + hash);
        assertThat(yaml.lines().filter(line -> line.equals("- route:"))).hasSize(3);
        assertThat(yaml).contains("reconcile:service").contains("noErrorHandler");
    }

    @Test
    void stepsCarryThePlaceOfTheWordThatAddsThem() {
        String yaml = RoutePrinter.print(SHOP, Format.YAML, PLACE);
        String hash = Shape.of(SHOP.workloads().get(2).spec()).hash();

        assertThat(yaml)
                .contains("id: " + hash + "-2-reconcile-service@2:5")
                .contains("id: " + hash + "-3-rollout-recreate@7:9")
                .contains("-2-reconcile-cron\n");
        assertThat(RoutePrinter.print(SHOP, Format.XML, PLACE)).contains("id=\"" + hash + "-3-rollout-recreate@7:9\"");
    }

    @Test
    void treeAndMermaidShowStepsAndRows() {
        String hash = Shape.of(SHOP.workloads().get(0).spec()).hash();

        assertThat(RoutePrinter.print(SHOP, Format.TREE, PLACE))
                .startsWith("app shop\n├── shape-" + hash + "\n│   ├── steps: observe:pods → reconcile:service → ")
                .contains("    ├── service/web shop.groovy:2:5\n")
                .contains("└── shape-");
        assertThat(RoutePrinter.print(SHOP, Format.MERMAID, PLACE))
                .startsWith("flowchart LR\n    subgraph s" + hash)
                .contains("service/web shop.groovy:2:5<br/>service/api shop.groovy:2:5")
                .contains("s" + hash + "_1 --> s" + hash + "_2");
    }

    @Test
    void printingTwiceGivesTheSameText() {
        for (Format format : Format.values()) {
            assertThat(RoutePrinter.print(SHOP, format, PLACE)).isEqualTo(RoutePrinter.print(SHOP, format, PLACE));
        }
    }
}
