package dev.caravan.model;

import java.util.Objects;
import java.util.Optional;

/**
 * What a user wants of a workload.
 *
 * @param app the app that it belongs to
 * @param goal {@code REMOVED} once it was deleted; the object stays until its last pod is gone
 * @param serial raised by {@code restart} and by {@code run}: part of the template's hash, so that pods are made anew
 * @param canary what a part of a service's pods is tried with
 * @param promoted the script's template that another was put over, by promotion of a canary or by going back: while a script
 *     still says it, the other stays
 */
public record WorkloadSpec(
        String app,
        Goal goal,
        long serial,
        Mode mode,
        PodTemplate template,
        Optional<Canary> canary,
        Optional<PodTemplate> promoted) {
    public WorkloadSpec {
        Objects.requireNonNull(app, "app");
        goal = goal == null ? Goal.RUN : goal;
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(template, "template");
        canary = canary == null ? Optional.empty() : canary;
        promoted = promoted == null ? Optional.empty() : promoted;
        if (canary.isPresent() && !(mode instanceof Mode.Service)) {
            throw new IllegalArgumentException("only a service can have a canary");
        }
    }

    public static WorkloadSpec of(String app, Mode mode, PodTemplate template) {
        return new WorkloadSpec(app, Goal.RUN, 0, mode, template, Optional.empty(), Optional.empty());
    }

    /**
     * This spec, as a script says it, in the place of one that is in force: with that one's serial; with its template, where
     * that was promoted over the one that this spec says; with its canary, if the template stays.
     */
    public WorkloadSpec over(WorkloadSpec present) {
        boolean pinned = present.promoted.filter(template::equals).isPresent();
        PodTemplate kept = pinned ? present.template : template;
        return new WorkloadSpec(
                app,
                goal,
                present.serial,
                mode,
                kept,
                kept.equals(present.template) && mode instanceof Mode.Service ? present.canary : Optional.empty(),
                pinned ? present.promoted : Optional.empty());
    }

    public WorkloadSpec removed() {
        return new WorkloadSpec(app, Goal.REMOVED, serial, mode, template, canary, promoted);
    }

    public WorkloadSpec with(Mode changed) {
        return new WorkloadSpec(app, goal, serial, changed, template, canary, promoted);
    }

    public WorkloadSpec withSerial(long changed) {
        return new WorkloadSpec(app, goal, changed, mode, template, canary, promoted);
    }

    /** With a part of the pods of another template; what was tried before is given up. */
    public WorkloadSpec trying(Canary tried) {
        return new WorkloadSpec(app, goal, serial, mode, template, Optional.of(tried), promoted);
    }

    /** Without a canary: all pods are of the service's own template again. */
    public WorkloadSpec withoutCanary() {
        return new WorkloadSpec(app, goal, serial, mode, template, Optional.empty(), promoted);
    }

    /** With another template over its own, which does not come up, until a script says something else. */
    public WorkloadSpec backTo(PodTemplate stable) {
        return new WorkloadSpec(
                app, goal, serial, mode, stable, Optional.empty(), Optional.of(promoted.orElse(template)));
    }

    /** With the canary's template as its own; unchanged where there is no canary. */
    public WorkloadSpec promote() {
        return canary.map(tried -> new WorkloadSpec(
                        app,
                        goal,
                        serial,
                        mode,
                        tried.template(),
                        Optional.empty(),
                        Optional.of(promoted.orElse(template))))
                .orElse(this);
    }
}
