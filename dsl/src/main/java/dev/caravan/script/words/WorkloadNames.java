package dev.caravan.script.words;

import dev.caravan.model.Kind;
import dev.caravan.script.eval.Faults;
import dev.caravan.script.eval.Spelling;
import dev.caravan.script.eval.Spot;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/** Sees that workloads which are named are there. */
final class WorkloadNames {
    /** A workload where it is named. */
    record Mention(Kind kind, String name, Spot spot) {}

    private final Faults faults;
    private final Collection<WorkloadBlock> workloads;

    WorkloadNames(Faults faults, Collection<WorkloadBlock> workloads) {
        this.faults = faults;
        this.workloads = workloads;
    }

    void check(Mention mention) {
        boolean there = workloads.stream()
                .anyMatch(w -> w.kind() == mention.kind() && w.name().equals(mention.name()));
        if (there) return;
        Set<String> names = workloads.stream()
                .filter(w -> w.kind() == mention.kind())
                .map(WorkloadBlock::name)
                .collect(Collectors.toSet());
        faults.add(
                mention.spot(),
                "there is no " + mention.kind().singular() + " '" + mention.name() + "' in the app"
                        + Spelling.hint(mention.name(), names));
    }
}
