package dev.caravan.plan;

import dev.caravan.model.App;
import dev.caravan.model.Event;
import dev.caravan.model.Goal;
import dev.caravan.model.Kind;
import dev.caravan.model.Manifest;
import dev.caravan.model.Metadata;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Resource;
import dev.caravan.model.Revision;
import dev.caravan.model.Workload;
import dev.caravan.store.Change;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Turns a plan into the one batch that applies it. */
public final class Applying {
    /** Revisions kept of an app; the oldest go first. */
    public static final int KEPT_REVISIONS = 10;

    private Applying() {}

    /**
     * The changes of an apply: the app, its new revision, and each workload that changes, all at the versions planned
     * against.
     */
    public static List<Change> changes(
            Plan plan, Manifest manifest, Planner.State state, Supplier<String> uids, Instant now) {
        List<Change> changes = new ArrayList<>();
        Map<ObjectKey, Workload> live = new HashMap<>();
        state.workloads().forEach(w -> live.put(w.key(), w));
        String namespace = plan.namespace();
        App app = app(plan, manifest, state, uids, now);
        changes.add(Change.update(app));
        Metadata revision = Metadata.create(namespace, plan.app() + "-" + plan.revision(), uids.get(), now)
                .ownedBy(app.reference());
        changes.add(Change.create(new Revision(revision, new Revision.Spec(plan.app(), plan.revision(), manifest))));
        long forgotten = plan.revision() - KEPT_REVISIONS;
        if (forgotten > 0) {
            changes.add(new Change.Delete(
                    new ObjectKey(Kind.REVISION, namespace, plan.app() + "-" + forgotten), Change.ANY));
        }
        for (Plan.Item item : plan.items()) {
            if (item.key().kind() == Kind.WORKFLOW) {
                changes.addAll(WorkflowPlans.changes(item, manifest, state, app, uids, now));
                continue;
            }
            Optional<Workload> present = Optional.ofNullable(live.get(item.key()));
            switch (item.action()) {
                case CREATE -> changes.add(Change.create(created(item, app, uids, now)));
                case UPDATE ->
                    changes.add(
                            Change.update(present.orElseThrow().with(item.spec().orElseThrow())));
                case DELETE ->
                    changes.add(Change.update(
                            present.orElseThrow().with(present.get().spec().removed())));
                case UNCHANGED -> {}
            }
        }
        changes.add(Change.create(event(app, plan, uids, now)));
        return changes;
    }

    private static App app(Plan plan, Manifest manifest, Planner.State state, Supplier<String> uids, Instant now) {
        Metadata metadata = state.app()
                .map(App::metadata)
                .orElseGet(() -> Metadata.create(plan.namespace(), plan.app(), uids.get(), now));
        return new App(metadata, new App.Spec(plan.revision(), manifest, Goal.RUN));
    }

    private static Workload created(Plan.Item item, App app, Supplier<String> uids, Instant now) {
        Metadata metadata = Metadata.create(item.key().namespace(), item.key().name(), uids.get(), now)
                .ownedBy(app.reference());
        return new Workload(metadata, item.spec().orElseThrow(), null);
    }

    private static Event event(App app, Plan plan, Supplier<String> uids, Instant now) {
        String summary = "revision " + plan.revision() + ": " + plan.count(Plan.Action.CREATE) + " to create, "
                + plan.count(Plan.Action.UPDATE) + " to change, " + plan.count(Plan.Action.DELETE) + " to delete";
        return told(app, "Applied", summary, uids, now);
    }

    /**
     * The changes that delete an app: its workflows, their runs and definitions go at once; its workloads go first, then, without a word from anybody, the app itself.
     *
     * @param others its workflows, with their runs and definitions
     */
    public static List<Change> deletion(
            App app, List<Workload> workloads, List<Resource> others, Supplier<String> uids, Instant now) {
        List<Change> changes = new ArrayList<>();
        others.forEach(other -> changes.add(Change.delete(other)));
        App.Spec spec = new App.Spec(app.spec().revision(), app.spec().manifest(), Goal.REMOVED);
        changes.add(Change.update(new App(app.metadata(), spec)));
        workloads.stream()
                .filter(w -> w.spec().goal() == Goal.RUN)
                .forEach(w -> changes.add(Change.update(w.with(w.spec().removed()))));
        changes.add(Change.create(told(app, "Deleted", "with all that it owns", uids, now)));
        return changes;
    }

    /** An event that the API tells of an object. */
    public static Event told(Resource about, String reason, String message, Supplier<String> uids, Instant now) {
        String namespace = about.metadata().namespace().isEmpty()
                ? "default"
                : about.metadata().namespace();
        String name =
                about.metadata().name() + "." + uids.get().replace("-", "").substring(0, 12);
        return new Event(
                Metadata.create(namespace, name, uids.get(), now),
                new Event.Spec(about.key(), Event.Severity.NORMAL, reason, message, "api", now));
    }
}
