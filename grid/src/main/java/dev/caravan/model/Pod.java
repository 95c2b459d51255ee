package dev.caravan.model;

import java.util.Objects;
import java.util.Optional;

/** One run of a workload's template. A pod is bound to a node once; a replacement is a new pod. */
public record Pod(Metadata metadata, Spec spec, PodStatus status) implements Resource {
    /**
     * What the driver decided.
     *
     * @param templateHash names the template (and serial) that the pod was made from
     * @param slot the place among the workload's pods that this one fills, from 0
     * @param incarnation counts the pods that filled this slot with this template, from 0
     * @param goal {@code REMOVED}: stop it, once no traffic goes to it
     * @param resources what the pod reserves
     */
    public record Spec(
            ObjectKey workload,
            String app,
            String templateHash,
            int slot,
            int incarnation,
            PodTemplate template,
            Optional<String> node,
            Goal goal) {
        public Spec {
            Objects.requireNonNull(workload, "workload");
            Objects.requireNonNull(template, "template");
            node = node == null ? Optional.empty() : node;
            goal = goal == null ? Goal.RUN : goal;
        }
    }

    public Pod {
        Objects.requireNonNull(spec, "spec");
        status = status == null ? PodStatus.pending() : status;
    }

    @Override
    public Kind kind() {
        return Kind.POD;
    }

    @Override
    public Pod with(Metadata changed) {
        return new Pod(changed, spec, status);
    }

    public Pod with(PodStatus changed) {
        return new Pod(metadata, spec, changed);
    }

    public Pod boundTo(String node) {
        return with(new Spec(
                spec.workload,
                spec.app,
                spec.templateHash,
                spec.slot,
                spec.incarnation,
                spec.template,
                Optional.of(node),
                spec.goal));
    }

    public Pod stopping() {
        return with(new Spec(
                spec.workload,
                spec.app,
                spec.templateHash,
                spec.slot,
                spec.incarnation,
                spec.template,
                spec.node,
                Goal.REMOVED));
    }

    private Pod with(Spec changed) {
        return new Pod(metadata, changed, status);
    }

    /** Wanted, and not ended by itself. */
    public boolean isLive() {
        return spec.goal == Goal.RUN && !status.phase().isTerminal();
    }

    /** Whether traffic may go to it, as far as the pod itself knows. */
    public boolean isServing() {
        return isLive() && status.ready();
    }

    /** Whether it takes room on its node: bound, and not known to have ended. */
    public boolean holdsCapacity() {
        return spec.node.isPresent() && !status.phase().isTerminal();
    }
}
