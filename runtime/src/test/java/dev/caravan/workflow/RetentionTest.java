package dev.caravan.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Definition;
import dev.caravan.model.Kind;
import dev.caravan.model.Metadata;
import dev.caravan.model.Mode;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Run;
import dev.caravan.model.RunStatus;
import dev.caravan.model.RunStatus.Phase;
import dev.caravan.model.Step;
import dev.caravan.model.WorkflowSpec;
import dev.caravan.model.Workload;
import dev.caravan.model.WorkloadSpec;
import dev.caravan.store.Change;
import dev.caravan.testing.Given;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final ObjectKey KEY = new ObjectKey(Kind.WORKFLOW, "default", "flow");
    private static final Instant NOW = Given.NOW.plus(Duration.ofDays(1));

    private static Run run(int number, String definition, Phase phase, Instant finished) {
        Metadata metadata =
                Metadata.create("default", "flow-" + number, "uid-" + number, Given.NOW.plusSeconds(number));
        Run.Spec spec = new Run.Spec("shop", "flow", definition, Map.of(), Map.of(), "", false, 0, List.of());
        RunStatus status = new RunStatus(
                phase, "", 0, Optional.empty(), Optional.of(finished), RunStatus.Ending.NONE, 0, Map.of(), Map.of());
        return new Run(metadata, spec, status);
    }

    private static Definition definition(String hash) {
        Step step =
                new Step("a", new dev.caravan.model.Action.Approve("", 1, Optional.empty()), null, false, List.of());
        WorkflowSpec spec = new WorkflowSpec("shop", "flow", List.of(), Optional.empty(), List.of(step), null);
        return new Definition(Metadata.create("default", "flow-" + hash, "uid-" + hash, Given.NOW), spec);
    }

    private static Workload job(Run run) {
        Metadata metadata = Metadata.create(
                        "default", "job-of-" + run.metadata().name(), "u", Given.NOW)
                .ownedBy(run.reference());
        Mode mode = new Mode.Job(false, 1, 1, 0, null, null, Optional.empty());
        return new Workload(metadata, WorkloadSpec.of("shop", mode, Given.template("job:1")), null);
    }

    private static List<Change> changes(List<Run> runs, List<Definition> definitions, List<Workload> jobs) {
        return Retention.changes(
                new Retention.Holdings(KEY, Optional.empty(), "flow-new", runs, definitions, jobs), NOW);
    }

    @Test
    void theYoungestHundredEndedRunsAreKeptWhateverWayTheyEndedAndTheLiveOnesBeside() {
        List<Run> runs = new ArrayList<>();
        for (int i = 1; i <= 130; i++) runs.add(run(i, "new", i % 2 == 0 ? Phase.FAILED : Phase.SUCCEEDED, NOW));
        runs.add(run(0, "new", Phase.WAITING, NOW));
        assertThat(changes(runs, List.of(), List.of()))
                .hasSize(31)
                .contains(Change.delete(runs.get(0)), Change.delete(runs.get(29)))
                .contains(new Change.Require(KEY, Change.ABSENT));
    }

    @Test
    void anOldRunGoesWithTheDefinitionThatNobodyElseNeeds() {
        Run old = run(1, "old", Phase.SUCCEEDED, NOW.minus(Duration.ofDays(15)));
        Run young = run(2, "used", Phase.SUCCEEDED, NOW);
        assertThat(changes(
                        List.of(old, young),
                        List.of(definition("old"), definition("used"), definition("new")),
                        List.of()))
                .containsExactly(
                        Change.delete(old), Change.delete(definition("old")), new Change.Require(KEY, Change.ABSENT));
    }

    @Test
    void jobsOfEarlierRunsGoBeforeTheirRuns() {
        List<Run> runs = new ArrayList<>();
        for (int i = 1; i <= 12; i++) runs.add(run(i, "new", Phase.SUCCEEDED, NOW));
        List<Workload> jobs = runs.stream().map(RetentionTest::job).toList();
        assertThat(changes(runs, List.of(), jobs))
                .extracting(change -> change.key().name())
                .containsExactly("job-of-flow-1", "job-of-flow-2", "flow");
    }

    @Test
    void nothingIsWrittenWhenThereIsNothingToForget() {
        assertThat(changes(List.of(run(1, "new", Phase.SUCCEEDED, NOW)), List.of(definition("new")), List.of()))
                .isEmpty();
    }
}
