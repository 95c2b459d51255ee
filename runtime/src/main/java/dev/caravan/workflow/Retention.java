package dev.caravan.workflow;

import dev.caravan.model.Definition;
import dev.caravan.model.Goal;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.OwnerReference;
import dev.caravan.model.Run;
import dev.caravan.model.Workflow;
import dev.caravan.model.Workload;
import dev.caravan.store.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is kept of runs that have ended, whatever way, and for how long. */
public final class Retention {
    /** Ended runs kept of a workflow, the youngest. */
    public static final int KEPT_RUNS = 100;

    /** How long an ended run is kept. */
    public static final Duration KEPT_FOR = Duration.ofDays(14);

    /** Of so many ended runs, the youngest, the jobs are kept too, for their logs. */
    public static final int KEPT_JOBS = 10;

    private static final int MAX_FORGOTTEN = 500;

    private Retention() {}

    /** What there is of one workflow. */
    public record Holdings(
            ObjectKey key,
            Optional<Workflow> workflow,
            String presentDefinition,
            List<Run> runs,
            List<Definition> definitions,
            List<Workload> jobs) {}

    /** What is to be forgotten now; a run that was started meanwhile makes the batch fail, and it is decided again. */
    public static List<Change> changes(Holdings holdings, Instant now) {
        List<Run> ended = holdings.runs().stream()
                .filter(run -> !run.isLive())
                .sorted(Comparator.comparing((Run run) -> run.metadata().creationTimestamp())
                        .thenComparing(run -> run.metadata().name().length())
                        .thenComparing(run -> run.metadata().name())
                        .reversed())
                .toList();
        List<Change> changes = new ArrayList<>();
        Set<Run> forgotten = new HashSet<>();
        for (int i = 0; i < ended.size(); i++) {
            Run run = ended.get(i);
            boolean old = run.status().finishedAt().orElse(Instant.MAX).isBefore(now.minus(KEPT_FOR));
            if ((i >= KEPT_RUNS || old) && forgotten.size() < MAX_FORGOTTEN) {
                forgotten.add(run);
                changes.add(Change.delete(run));
            }
        }
        Set<OwnerReference> keepers = holdings.runs().stream()
                .filter(run -> !forgotten.contains(run) && ended.indexOf(run) < KEPT_JOBS)
                .map(Run::reference)
                .collect(Collectors.toSet());
        holdings.jobs().stream()
                .filter(job -> job.spec().goal() == Goal.RUN
                        && job.metadata().ownerReferences().stream().noneMatch(keepers::contains))
                .forEach(job -> changes.add(Change.update(job.with(job.spec().removed()))));
        Set<String> used = holdings.runs().stream()
                .filter(run -> !forgotten.contains(run))
                .map(Run::definitionName)
                .collect(Collectors.toSet());
        used.add(holdings.presentDefinition());
        holdings.definitions().stream()
                .filter(definition -> !used.contains(definition.metadata().name()))
                .forEach(definition -> changes.add(Change.delete(definition)));
        if (changes.isEmpty()) return changes;
        long version =
                holdings.workflow().map(w -> w.metadata().resourceVersion()).orElse(Change.ABSENT);
        changes.add(new Change.Require(holdings.key(), version));
        return changes;
    }

    /** When the next of them is too old. */
    public static Optional<Instant> nextAt(List<Run> runs) {
        return runs.stream()
                .filter(run -> !run.isLive())
                .flatMap(run -> run.status().finishedAt().stream())
                .min(Comparator.naturalOrder())
                .map(first -> first.plus(KEPT_FOR).plusSeconds(1));
    }
}
