package dev.caravan.plan;

import dev.caravan.model.ObjectKey;
import dev.caravan.model.WorkloadSpec;
import java.util.List;
import java.util.Optional;

/**
 * What an apply would do.
 *
 * @param revision the number that the revision would get
 * @param problems why it cannot be applied; empty if it can
 */
public record Plan(
        String app,
        String namespace,
        long revision,
        List<Item> items,
        List<Preview> placements,
        List<String> problems) {
    /** What becomes of one workload. */
    public enum Action {
        CREATE,
        UPDATE,
        DELETE,
        UNCHANGED
    }

    /** What an update does to pods. */
    public enum Effect {
        /** Pods go on as they are. */
        IN_PLACE,
        /** The number of pods changes. */
        SCALE,
        /** Every pod is replaced, by the workload's rollout. */
        REPLACE
    }

    /**
     * One workload of the plan.
     *
     * @param drift whether the change only undoes what somebody changed since the last apply
     * @param spec what the store shall hold afterwards; empty when it is deleted
     */
    public record Item(
            Action action,
            ObjectKey key,
            List<Field> fields,
            Optional<Effect> effect,
            boolean drift,
            Optional<WorkloadSpec> spec) {
        public Item {
            fields = List.copyOf(fields);
        }

        /** Whether a promoted template stays in the place of the script's. */
        public boolean keepsPromoted() {
            return spec.filter(s -> s.promoted().isPresent()).isPresent();
        }
    }

    /** One field that changes; absent values are empty. */
    public record Field(String path, Optional<String> from, Optional<String> to) {}

    /** Where a new pod would go, or why nowhere. */
    public record Preview(ObjectKey workload, int slot, Optional<String> node, Optional<String> reason) {}

    public Plan {
        items = List.copyOf(items);
        placements = List.copyOf(placements);
        problems = List.copyOf(problems);
    }

    public boolean hasChanges() {
        return items.stream().anyMatch(item -> item.action() != Action.UNCHANGED);
    }

    long count(Action action) {
        return items.stream().filter(item -> item.action() == action).count();
    }
}
