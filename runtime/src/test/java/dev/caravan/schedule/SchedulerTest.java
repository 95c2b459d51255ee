package dev.caravan.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Kind;
import dev.caravan.model.Node;
import dev.caravan.model.Placement;
import dev.caravan.model.Placement.LabelRequirement;
import dev.caravan.model.Pod;
import dev.caravan.model.PodStatus;
import dev.caravan.model.Resources;
import dev.caravan.model.Workload;
import dev.caravan.testing.Given;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SchedulerTest {
    private static final Set<Constraint> NONE = Scheduler.unconstrained();

    @Test
    void avoidedWorkloadsNodesAreTakenLastAndStillTaken() {
        Workload noisy = Given.service("noisy", 1);
        Placement placement = new Placement(
                List.of(), List.of(), List.of(), List.of(), List.of(new Placement.Avoided(Kind.SERVICE, "noisy")));
        Workload quiet = Given.workload("quiet", Given.replicas(3), Given.template(placement));
        List<NodeView> nodes = NodeView.of(
                List.of(Given.node("n1"), Given.node("n2", 200, 128 * Given.MB)),
                List.of(Given.serving(noisy, 0, "n1")));
        Placements placed = Scheduler.place(
                List.of(Given.pod(quiet, 0), Given.pod(quiet, 1), Given.pod(quiet, 2)),
                nodes,
                EnumSet.of(Constraint.AVOID));
        assertThat(placed.bound())
                .extracting(p -> p.spec().node().orElseThrow())
                .containsExactly("n2", "n2", "n1");
    }

    @Test
    void podsOfOneWorkloadStayApart() {
        List<Node> nodes = List.of(Given.node("n1"), Given.node("n2"), Given.node("n3"));

        Placements placed = Scheduler.place(pods(Given.service("web", 6), 6), NodeView.of(nodes, List.of()), NONE);

        assertThat(perNode(placed)).isEqualTo(Map.of("n1", 2L, "n2", 2L, "n3", 2L));
    }

    @Test
    void podsGoWhereTheWorkloadHasFewest() {
        Workload web = Given.service("web", 3);
        List<Pod> present = List.of(Given.serving(web, 0, "n1"), Given.serving(web, 1, "n2"));
        List<Node> nodes = List.of(Given.node("n1"), Given.node("n2"), Given.node("n3", 1000, Given.GB));

        Placements placed = Scheduler.place(List.of(Given.pod(web, 2)), NodeView.of(nodes, present), NONE);

        assertThat(perNode(placed)).containsOnlyKeys("n3");
    }

    @Test
    void theEmptierOfTwoNodesIsBetter() {
        Workload other = Given.workload("db", Given.replicas(1), Given.template(Resources.of(2000, 4 * Given.GB)));
        List<Pod> present = List.of(Given.serving(other, 0, "n1"));

        Placements placed = Scheduler.place(
                pods(Given.service("web", 1), 1),
                NodeView.of(List.of(Given.node("n1"), Given.node("n2")), present),
                NONE);

        assertThat(perNode(placed)).containsOnlyKeys("n2");
    }

    @Test
    void tiesGoToTheFirstNameWhateverTheOrder() {
        List<Node> nodes = List.of(Given.node("n3"), Given.node("n1"), Given.node("n2"));

        Placements placed = Scheduler.place(pods(Given.service("web", 1), 1), NodeView.of(nodes, List.of()), NONE);

        assertThat(perNode(placed)).containsOnlyKeys("n1");
    }

    @Test
    void endedAndUnboundPodsTakeNoRoom() {
        Workload big = Given.workload("big", Given.replicas(1), Given.template(Resources.of(4000, 0)));
        Pod ended = Given.ended(Given.pod(big, 0).boundTo("n1"), PodStatus.Phase.FAILED, Given.NOW);
        Pod stopping = Given.serving(big, 2, "n1").stopping();

        assertThat(place(big, List.of(ended, Given.pod(big, 1))).bound()).hasSize(1);
        assertThat(place(big, List.of(stopping)).refused()).hasSize(1);
    }

    @Test
    void preferredNodesComeFirst() {
        Placement placement =
                new Placement(List.of(), List.of(new LabelRequirement("disk", List.of("ssd"))), List.of(), List.of());
        Workload db = Given.workload("db", Given.replicas(1), Given.template(placement));
        List<Node> nodes = List.of(
                Given.node("n1"), Given.labelled(Given.node("n2", 1000, Given.GB), "disk", "ssd"), Given.node("n3"));

        Placements placed = Scheduler.place(pods(db, 1), NodeView.of(nodes, List.of()), EnumSet.of(Constraint.PREFER));

        assertThat(perNode(placed)).containsOnlyKeys("n2");
    }

    @Test
    void podsSpreadOverTheValuesOfALabel() {
        Placement placement = new Placement(List.of(), List.of(), List.of("zone"), List.of());
        Workload web = Given.workload("web", Given.replicas(4), Given.template(placement));
        List<Node> nodes = List.of(
                Given.labelled(Given.node("n1"), "zone", "a"),
                Given.labelled(Given.node("n2"), "zone", "a"),
                Given.labelled(Given.node("n3"), "zone", "a"),
                Given.labelled(Given.node("n4"), "zone", "b"));

        Placements placed = Scheduler.place(pods(web, 4), NodeView.of(nodes, List.of()), EnumSet.of(Constraint.SPREAD));

        assertThat(perNode(placed)).containsEntry("n4", 2L);
    }

    @Test
    void refusedPodsKeepTheReasonsOfAllNodes() {
        List<Node> nodes = List.of(
                Given.node("n1", 50, Given.GB), Given.node("n2", 50, Given.GB), Given.cordoned(Given.node("n3")));

        Placements placed = Scheduler.place(pods(Given.service("web", 1), 1), NodeView.of(nodes, List.of()), NONE);

        PodStatus status = placed.refused().get(0).status();
        assertThat(placed.bound()).isEmpty();
        assertThat(status.reason()).isEqualTo("Unschedulable");
        assertThat(status.message()).isEqualTo("no node takes it: n1, n2 lacks 50m of cpu; n3 is cordoned");
    }

    @Test
    void manyNodesWithOneReasonAreCounted() {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (int i = 1; i <= 5; i++) reasons.put("n" + i, "is cordoned");

        assertThat(Scheduler.explain(reasons)).isEqualTo("no node takes it: n1, n2, n3 and 2 more is cordoned");
        assertThat(Scheduler.explain(Map.of())).isEqualTo("there is no node");
    }

    @Property(tries = 300)
    void noNodeIsEverOverCommitted(
            @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 100, max = 2000) Integer> capacities,
            @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 700) Integer> wishes) {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < capacities.size(); i++) {
            nodes.add(Given.node("n" + i, capacities.get(i), capacities.get(i) * Given.MB));
        }
        List<Pod> pods = new ArrayList<>();
        for (int i = 0; i < wishes.size(); i++) {
            Resources wish = Resources.of(wishes.get(i), (700 - wishes.get(i)) * Given.MB);
            pods.add(Given.pod(Given.workload("w" + i % 3, Given.replicas(1), Given.template(wish)), i));
        }

        Placements placed = Scheduler.place(pods, NodeView.of(nodes, List.of()), NONE);

        assertThat(placed.bound().size() + placed.refused().size()).isEqualTo(pods.size());
        for (NodeView view : NodeView.of(nodes, placed.bound())) {
            assertThat(view.freeCpuMillis()).isNotNegative();
            assertThat(view.freeMemoryBytes()).isNotNegative();
        }
        List<NodeView> after = NodeView.of(nodes, placed.bound());
        for (Pod refused : placed.refused()) {
            assertThat(after)
                    .allMatch(node -> Scheduler.refusal(refused, node, NONE).isPresent());
        }
    }

    private static Placements place(Workload workload, List<Pod> present) {
        return Scheduler.place(List.of(Given.pod(workload, 9)), NodeView.of(List.of(Given.node("n1")), present), NONE);
    }

    private static List<Pod> pods(Workload workload, int count) {
        return IntStream.range(0, count).mapToObj(i -> Given.pod(workload, i)).toList();
    }

    private static Map<String, Long> perNode(Placements placed) {
        return placed.bound().stream()
                .collect(Collectors.groupingBy(p -> p.spec().node().orElseThrow(), Collectors.counting()));
    }
}
