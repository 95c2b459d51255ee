package dev.caravan.plan;

import dev.caravan.model.App;
import dev.caravan.model.Kind;
import dev.caravan.model.Manifest;
import dev.caravan.model.Metadata;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Workflow;
import dev.caravan.model.WorkflowSpec;
import dev.caravan.store.Change;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The workflows of a plan. Changing or deleting one touches no run: runs go on with what they were started with. */
final class WorkflowPlans {
    private WorkflowPlans() {}

    static void add(
            Manifest wanted, String namespace, Planner.State state, List<Plan.Item> items, List<String> problems) {
        for (WorkflowSpec workflow : wanted.workflows()) {
            ObjectKey key = key(namespace, workflow.name());
            Optional<Workflow> present = live(state, key);
            present.filter(w -> !w.spec().app().equals(wanted.app()))
                    .ifPresent(w -> problems.add(key.display() + " belongs to app "
                            + w.spec().app() + ", so app " + wanted.app() + " cannot have it: choose another name"));
            items.add(item(key, workflow, present));
        }
        state.workflows().stream()
                .filter(w -> w.spec().app().equals(wanted.app())
                        && w.metadata().namespace().equals(namespace)
                        && wanted.workflow(w.metadata().name()).isEmpty())
                .forEach(w -> items.add(new Plan.Item(
                        Plan.Action.DELETE, w.key(), List.of(), Optional.empty(), false, Optional.empty())));
    }

    private static Plan.Item item(ObjectKey key, WorkflowSpec wanted, Optional<Workflow> present) {
        if (present.isEmpty())
            return new Plan.Item(Plan.Action.CREATE, key, List.of(), Optional.empty(), false, Optional.empty());
        List<Plan.Field> fields = FieldDiff.between(present.get().spec(), wanted);
        return fields.isEmpty()
                ? new Plan.Item(Plan.Action.UNCHANGED, key, List.of(), Optional.empty(), false, Optional.empty())
                : new Plan.Item(
                        Plan.Action.UPDATE, key, fields, Optional.of(Plan.Effect.IN_PLACE), false, Optional.empty());
    }

    private static ObjectKey key(String namespace, String name) {
        return new ObjectKey(Kind.WORKFLOW, namespace, name);
    }

    private static Optional<Workflow> live(Planner.State state, ObjectKey key) {
        return state.workflows().stream().filter(w -> w.key().equals(key)).findFirst();
    }

    /** The change that an item of the plan is; empty where nothing changes. */
    static List<Change> changes(
            Plan.Item item, Manifest manifest, Planner.State state, App app, Supplier<String> uids, Instant now) {
        ObjectKey key = item.key();
        List<Change> changes = new ArrayList<>();
        switch (item.action()) {
            case CREATE -> {
                Metadata metadata = Metadata.create(key.namespace(), key.name(), uids.get(), now)
                        .ownedBy(app.reference());
                changes.add(Change.create(
                        new Workflow(metadata, manifest.workflow(key.name()).orElseThrow(), null)));
            }
            case UPDATE -> {
                Workflow present = live(state, key).orElseThrow();
                changes.add(
                        Change.update(present.with(manifest.workflow(key.name()).orElseThrow())));
            }
            case DELETE -> changes.add(Change.delete(live(state, key).orElseThrow()));
            case UNCHANGED -> {}
        }
        return changes;
    }
}
