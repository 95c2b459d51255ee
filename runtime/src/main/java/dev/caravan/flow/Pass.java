package dev.caravan.flow;

import dev.caravan.model.ObjectKey;
import dev.caravan.model.Run;
import dev.caravan.reconcile.Changes;
import dev.caravan.reconcile.Observation;
import dev.caravan.schedule.Constraint;
import dev.caravan.schedule.Placements;
import dev.caravan.store.Change;
import dev.caravan.store.Commit;
import dev.caravan.workflow.Progress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One run of a row through its route: the exchange's body, filled by one step after the other on one thread. */
final class Pass {
    private final ObjectKey key;
    private final Changes changes = new Changes();
    private final Set<Constraint> constraints = EnumSet.noneOf(Constraint.class);
    private final List<Change> direct = new ArrayList<>();
    private Optional<Observation> observed = Optional.empty();
    private Placements placements = new Placements(List.of(), List.of());
    private Optional<Commit> commit = Optional.empty();
    private Optional<Progress> progress = Optional.empty();
    private Optional<Run> run = Optional.empty();

    Pass(ObjectKey key) {
        this.key = key;
    }

    ObjectKey key() {
        return key;
    }

    Changes changes() {
        return changes;
    }

    Set<Constraint> constraints() {
        return constraints;
    }

    /** Changes of shared routes, which are about other objects than pods. */
    List<Change> direct() {
        return direct;
    }

    /** What was observed; empty when the row is gone. */
    Optional<Observation> observed() {
        return observed;
    }

    void observed(Observation observation) {
        observed = Optional.of(observation);
    }

    Placements placements() {
        return placements;
    }

    void placements(Placements found) {
        placements = found;
    }

    /** How far the run comes in this pass; empty for rows of other kinds, and for a run that has ended. */
    Optional<Progress> progress() {
        return progress;
    }

    void progress(Progress begun, Run observedRun) {
        progress = Optional.of(begun);
        run = Optional.of(observedRun);
    }

    /** The run as it was observed. */
    Optional<Run> run() {
        return run;
    }

    /** What was written; empty when nothing had to be. */
    Optional<Commit> commit() {
        return commit;
    }

    void commit(Commit written) {
        commit = Optional.of(written);
    }
}
