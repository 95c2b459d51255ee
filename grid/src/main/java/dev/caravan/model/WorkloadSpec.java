package dev.caravan.model;

import java.util.Objects;

/**
 * What a user wants of a workload.
 *
 * @param app the app that it belongs to
 * @param goal {@code REMOVED} once it was deleted; the object stays until its last pod is gone
 * @param serial raised by {@code restart} and by {@code run}: part of the template's hash, so that pods are made anew
 */
public record WorkloadSpec(String app, Goal goal, long serial, Mode mode, PodTemplate template) {
    public WorkloadSpec {
        Objects.requireNonNull(app, "app");
        goal = goal == null ? Goal.RUN : goal;
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(template, "template");
    }

    public static WorkloadSpec of(String app, Mode mode, PodTemplate template) {
        return new WorkloadSpec(app, Goal.RUN, 0, mode, template);
    }

    public WorkloadSpec removed() {
        return new WorkloadSpec(app, Goal.REMOVED, serial, mode, template);
    }

    public WorkloadSpec with(Mode changed) {
        return new WorkloadSpec(app, goal, serial, changed, template);
    }

    public WorkloadSpec withSerial(long changed) {
        return new WorkloadSpec(app, goal, changed, mode, template);
    }
}
