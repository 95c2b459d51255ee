package dev.caravan.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.App;
import dev.caravan.model.Canary;
import dev.caravan.model.Event;
import dev.caravan.model.Goal;
import dev.caravan.model.Kind;
import dev.caravan.model.Manifest;
import dev.caravan.model.Metadata;
import dev.caravan.model.Mode;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Port;
import dev.caravan.model.Resources;
import dev.caravan.model.Revision;
import dev.caravan.model.Workload;
import dev.caravan.model.WorkloadSpec;
import dev.caravan.plan.Plan.Action;
import dev.caravan.plan.Plan.Effect;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.InMemoryClusterStore;
import dev.caravan.store.Query;
import dev.caravan.testing.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private final InMemoryClusterStore store = new InMemoryClusterStore();
    private final Manifest shop = Given.manifest(Given.entry("web", Given.replicas(3), Given.template("web:1")));

    private Planner.State state() {
        List<Workload> workloads = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            if (kind.isWorkload()) workloads.addAll(store.list(Query.of(kind), Workload.class));
        }
        return new Planner.State(
                store.get(new ObjectKey(Kind.APP, "default", Given.APP), App.class),
                workloads,
                store.list(Query.of(Kind.NODE), Node.class),
                store.list(Query.of(Kind.POD), Pod.class));
    }

    private Plan plan(Manifest manifest) {
        return Planner.plan(manifest, "default", state());
    }

    private Plan apply(Manifest manifest) {
        Plan plan = plan(manifest);
        assertThat(plan.problems()).isEmpty();
        commit(Applying.changes(plan, manifest, state(), () -> UUID.randomUUID().toString(), Given.NOW));
        return plan;
    }

    private void commit(List<Change> changes) {
        store.commit(new Batch(UUID.randomUUID().toString(), Batch.NO_TERM, changes))
                .toCompletableFuture()
                .join();
    }

    private Workload web() {
        return store.get(new ObjectKey(Kind.SERVICE, "default", "web"), Workload.class)
                .orElseThrow();
    }

    private void change(WorkloadSpec spec) {
        commit(List.of(Change.update(web().with(spec))));
    }

    private static Manifest web(Mode mode, String image) {
        return Given.manifest(Given.entry("web", mode, Given.template(image)));
    }

    @Test
    void promotedTemplateIsKeptUntilTheScriptSaysAnotherOrIsToHold() {
        apply(shop);
        change(web().spec().trying(new Canary(Given.template("web:2"), 10)));
        assertThat(plan(shop).hasChanges()).as("a canary is not drift").isFalse();
        change(web().spec().promote());

        Plan same = plan(shop);
        assertThat(same.hasChanges()).isFalse();
        assertThat(same.items()).allMatch(Plan.Item::keepsPromoted);
        assertThat(Planner.plan(shop, "default", state(), true).hasChanges()).isTrue();

        apply(web(Given.replicas(5), "web:1"));
        assertThat(web().spec().template()).isEqualTo(Given.template("web:2"));
        apply(web(Given.replicas(5), "web:3"));
        assertThat(web().spec().template()).isEqualTo(Given.template("web:3"));
        assertThat(web().spec().promoted()).isEmpty();
    }

    @Test
    void firstApplyCreatesEverything() {
        Plan plan = apply(shop);

        assertThat(plan.revision()).isEqualTo(1);
        assertThat(plan.items()).extracting(Plan.Item::action).containsExactly(Action.CREATE);
        assertThat(web().metadata().ownerReferences()).extracting(o -> o.kind()).containsExactly(Kind.APP);
        assertThat(store.list(Query.of(Kind.REVISION), Revision.class))
                .extracting(r -> r.metadata().name())
                .containsExactly("shop-1");
        assertThat(store.list(Query.of(Kind.EVENT), Event.class))
                .extracting(e -> e.spec().message())
                .containsExactly("revision 1: 1 to create, 0 to change, 0 to delete");
    }

    @Test
    void secondPlanOfTheSameScriptIsUnchanged() {
        apply(shop);
        Plan second = plan(shop);

        assertThat(second.hasChanges()).isFalse();
        assertThat(second.items()).extracting(Plan.Item::action).containsExactly(Action.UNCHANGED);
        assertThat(second.placements()).isEmpty();
    }

    @Test
    void newImageReplacesThePodsAndIsNamedByItsField() {
        apply(shop);
        Plan.Item item = plan(web(Given.replicas(3), "web:2")).items().get(0);

        assertThat(item.action()).isEqualTo(Action.UPDATE);
        assertThat(item.effect()).contains(Effect.REPLACE);
        assertThat(item.drift()).isFalse();
        assertThat(item.fields())
                .containsExactly(
                        new Plan.Field("template.containers[main].image", Optional.of("web:1"), Optional.of("web:2")));
    }

    @Test
    void otherNumberOfPodsScales() {
        apply(shop);
        Plan.Item item = plan(web(Given.replicas(5), "web:1")).items().get(0);

        assertThat(item.effect()).contains(Effect.SCALE);
        assertThat(item.fields()).containsExactly(new Plan.Field("mode.replicas", Optional.of("3"), Optional.of("5")));
    }

    @Test
    void otherRolloutChangesInPlace() {
        apply(shop);

        assertThat(plan(web(Given.rolling(3, 2, 1), "web:1")).items().get(0).effect())
                .contains(Effect.IN_PLACE);
    }

    @Test
    void workloadThatTheScriptNoLongerNamesIsDeleted() {
        apply(Given.manifest(
                Given.entry("web", Given.replicas(3), Given.template("web:1")),
                Given.entry("db", Given.replicas(1), Given.template("db:1"))));
        Plan plan = apply(shop);

        assertThat(plan.items()).extracting(Plan.Item::action).containsExactly(Action.UNCHANGED, Action.DELETE);
        Workload db = store.get(new ObjectKey(Kind.SERVICE, "default", "db"), Workload.class)
                .orElseThrow();
        assertThat(db.spec().goal()).isEqualTo(Goal.REMOVED);
        assertThat(plan(shop).hasChanges()).as("while it is being deleted").isFalse();
    }

    @Test
    void jobsThatACronMadeAreNotTheScriptsToDelete() {
        apply(shop);
        Workload cron = Given.workload(
                "report", new Mode.Cron("* * * * *", null, null, false, null), Given.template("report:1"));
        Workload job = Given.workload("report-1", Mode.Job.once(), Given.template("report:1"));
        commit(List.of(Change.create(job.with(job.metadata().ownedBy(cron.reference())))));

        assertThat(plan(shop).hasChanges()).isFalse();
    }

    @Test
    void scalingByHandIsDriftThatAnApplyUndoes() {
        apply(shop);
        change(web().spec().with(Given.replicas(7)));
        Plan plan = apply(shop);

        assertThat(plan.items().get(0).drift()).isTrue();
        assertThat(((Mode.Service) web().spec().mode()).replicas()).isEqualTo(3);
        assertThat(plan(shop).hasChanges()).isFalse();
    }

    @Test
    void restartIsNoDrift() {
        apply(shop);
        change(web().spec().withSerial(4));

        assertThat(plan(shop).hasChanges()).isFalse();
        apply(web(Given.replicas(4), "web:1"));
        assertThat(web().spec().serial()).isEqualTo(4);
    }

    @Test
    void scalingARestartedServicePreviewsOnlyTheNewPods() {
        commit(List.of(Change.register(Given.node("n1"))));
        apply(shop);
        change(web().spec().withSerial(1));
        for (int slot = 0; slot < 3; slot++) commit(List.of(Change.create(Given.serving(web(), slot, "n1"))));

        Plan plan = plan(web(Given.replicas(4), "web:1"));

        assertThat(plan.placements()).extracting(Plan.Preview::slot).containsExactly(3);
    }

    @Test
    void previewSaysWherePodsGoAndWhyNot() {
        commit(List.of(Change.register(Given.node("n1", 1000, Given.GB))));
        Manifest hungry = Given.manifest(Given.entry("web", Given.replicas(3), Given.template(Resources.of(400, 0))));

        List<Plan.Preview> previews = plan(hungry).placements();

        ObjectKey key = new ObjectKey(Kind.SERVICE, "default", "web");
        assertThat(previews)
                .containsExactly(
                        new Plan.Preview(key, 0, Optional.of("n1"), Optional.empty()),
                        new Plan.Preview(key, 1, Optional.of("n1"), Optional.empty()),
                        new Plan.Preview(
                                key, 2, Optional.empty(), Optional.of("no node takes it: n1 lacks 200m of cpu")));
    }

    @Test
    void previewWithoutNodesSaysSo() {
        assertThat(plan(shop).placements()).hasSize(3).allMatch(p -> p.reason()
                .equals(Optional.of("there is no node")));
    }

    @Test
    void portOfAnotherAppNamesItsHolder() {
        Port open = new Port(8080, null, Optional.of(8000), Optional.empty());
        Workload holder = new Workload(
                Metadata.create("default", "api", "u", Given.NOW),
                WorkloadSpec.of("other", Given.replicas(1), Given.template(open)),
                null);
        commit(List.of(Change.create(holder)));

        Plan plan = plan(Given.manifest(Given.entry("web", Given.replicas(1), Given.template(open))));

        assertThat(plan.problems()).containsExactly("service/web claims port 8000/tcp, which service/api holds");
    }

    @Test
    void twoWorkloadsOfOneScriptCannotHaveOneAddress() {
        Port at = new Port(8080, null, Optional.empty(), Optional.of("shop.example/"));

        Plan plan = plan(Given.manifest(
                Given.entry("web", Given.replicas(1), Given.template(at)),
                Given.entry("api", Given.replicas(1), Given.template(at))));

        assertThat(plan.problems())
                .containsExactly("service/api claims ingress address 'shop.example/', which service/web holds");
    }

    @Test
    void workloadOfAnotherAppIsNotTaken() {
        Workload taken = new Workload(
                Metadata.create("default", "web", "u", Given.NOW),
                WorkloadSpec.of("other", Given.replicas(1), Given.template("web:1")),
                null);
        commit(List.of(Change.create(taken)));

        assertThat(plan(shop).problems())
                .containsExactly("service/web belongs to app other, so app shop cannot have it: choose another name");
    }

    @Test
    void workloadThatIsStillBeingDeletedIsWaitedFor() {
        apply(shop);
        change(web().spec().removed());

        assertThat(plan(shop).problems())
                .containsExactly("service/web is still being deleted: try again when it is gone");
    }

    @Test
    void deletedAppIsWaitedFor() {
        apply(shop);
        App app = state().app().orElseThrow();
        commit(Applying.deletion(
                app, List.of(web()), List.of(), () -> UUID.randomUUID().toString(), Given.NOW));

        assertThat(plan(shop).problems()).contains("app shop is still being deleted: try again soon");
        assertThat(web().spec().goal()).isEqualTo(Goal.REMOVED);
    }

    @Test
    void onlyTheLastRevisionsAreKept() {
        for (int i = 1; i <= Applying.KEPT_REVISIONS + 2; i++) apply(web(Given.replicas(i), "web:1"));

        assertThat(store.list(Query.of(Kind.REVISION), Revision.class))
                .extracting(r -> r.spec().number())
                .containsExactlyInAnyOrder(3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
    }
}
