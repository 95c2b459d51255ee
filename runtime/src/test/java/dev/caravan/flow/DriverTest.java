package dev.caravan.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Goal;
import dev.caravan.model.Kind;
import dev.caravan.model.Mode;
import dev.caravan.model.Node;
import dev.caravan.model.Pod;
import dev.caravan.model.PodStatus.Phase;
import dev.caravan.model.Resources;
import dev.caravan.model.Rollout;
import dev.caravan.model.Workload;
import dev.caravan.routes.Shape;
import dev.caravan.store.Change;
import dev.caravan.store.Query;
import dev.caravan.store.Signals;
import dev.caravan.testing.Given;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DriverTest {
    private final Cluster cluster = new Cluster(Given.node("n1"), Given.node("n2"));
    private final Workload web = Given.service("web", 2);
    private final Workload db =
            Given.workload("db", new Mode.Service(1, new Rollout.Recreate(), null), Given.template("db:1"));

    @AfterEach
    void stop() {
        cluster.close();
    }

    private static Workload scaled(Workload service, int replicas) {
        Mode.Service mode = (Mode.Service) service.spec().mode();
        return service.with(service.spec().with(mode.withReplicas(replicas)));
    }

    @Test
    void serviceRowLeadsToBoundPodsWithTheirLabels() {
        cluster.create(web);
        cluster.awaitBound(web, 2);

        List<Pod> pods = cluster.podsOf(web);
        assertThat(pods).extracting(p -> p.spec().node().orElseThrow()).containsExactlyInAnyOrder("n1", "n2");
        assertThat(pods).allMatch(p -> p.metadata().ownerReferences().equals(List.of(web.reference())));
        assertThat(pods.get(0).metadata().labels())
                .containsEntry("caravan/app", Given.APP)
                .containsEntry("caravan/service", "web");
        assertThat(cluster.events("Bound")).hasSize(2);
    }

    @Test
    void settledClusterWritesNothing() {
        cluster.create(web);
        cluster.awaitBound(web, 2);
        cluster.podsOf(web).forEach(cluster::makeReady);
        cluster.awaitLanes();
        long revision = cluster.store.revision();

        Node node = cluster.store.list(Query.of(Kind.NODE), Node.class).get(0);
        long touched =
                cluster.commit(Change.update(Given.labelled(node, "zone", "a"))).revision();
        cluster.awaitLanes();

        assertThat(touched).isEqualTo(revision + 1);
        assertThat(cluster.store.revision()).isEqualTo(touched);
    }

    @Test
    void stoppedShapeRouteStopsItsWorkloadsAndNoOthers() throws Exception {
        cluster.create(web);
        cluster.create(db);
        cluster.awaitBound(web, 2);
        cluster.awaitBound(db, 1);
        var routes = cluster.driver.camel().getRouteController();

        routes.stopRoute(Cluster.routeOf(web));
        cluster.respec(scaled(web, 4));
        cluster.respec(scaled(db, 3));
        cluster.awaitBound(db, 3);
        cluster.awaitLanes();
        assertThat(cluster.podsOf(web)).as("while its route is stopped").hasSize(2);

        routes.startRoute(Cluster.routeOf(web));
        cluster.awaitBound(web, 4);
    }

    @Test
    void podsAreNotReplacedWhileTheirRouteIsStopped() throws Exception {
        cluster.create(web);
        cluster.create(db);
        cluster.awaitBound(web, 2);
        cluster.awaitBound(db, 1);

        cluster.driver.camel().getRouteController().stopRoute(Cluster.routeOf(web));
        Pod ended = cluster.podsOf(web).get(0);
        cluster.end(ended, Phase.FAILED);
        cluster.end(cluster.podsOf(db).get(0), Phase.FAILED);
        Awaitility.await()
                .until(() -> cluster.boundOf(db).stream().anyMatch(p -> p.spec().incarnation() == 1));
        cluster.awaitLanes();
        assertThat(cluster.podsOf(web)).extracting(p -> p.key()).contains(ended.key());

        cluster.driver.camel().getRouteController().startRoute(Cluster.routeOf(web));
        Awaitility.await().until(() -> cluster.boundOf(web).stream()
                .anyMatch(p -> p.spec().incarnation() == 1));
    }

    @Test
    void rowThatChangesItsShapeGoesOnThroughTheOtherRoute() throws Exception {
        cluster.create(web);
        cluster.awaitBound(web, 2);
        cluster.driver.camel().getRouteController().stopRoute(Cluster.routeOf(web));
        Workload recreated = web.with(web.spec().with(new Mode.Service(3, new Rollout.Recreate(), null)));

        cluster.respec(recreated);
        cluster.awaitBound(web, 3);

        assertThat(cluster.driver.liveShapes())
                .contains(Shape.of(recreated.spec()).hash());
    }

    @Test
    void workloadsOfOneShapeShareOneRoute() {
        cluster.create(web);
        cluster.create(Given.service("api", 1));
        cluster.awaitBound(web, 2);
        cluster.awaitBound(Given.service("api", 1), 1);

        assertThat(cluster.driver.liveShapes())
                .containsExactly(Shape.of(web.spec()).hash());
    }

    @Test
    void driverOfAnOldTermWritesNothing() {
        cluster.create(db);
        cluster.awaitBound(db, 1);
        long next = cluster.store.drive("s2");

        cluster.create(web);
        cluster.awaitLanes();
        assertThat(cluster.podsOf(web)).isEmpty();

        cluster.term.set(next);
        cluster.awaitBound(web, 2);
    }

    @Test
    void podsThatDoNotFitWaitWithTheReasonAndAreBoundWhenRoomComes() {
        Workload big = Given.workload("big", Given.replicas(3), Given.template(Resources.of(3000, 0)));
        cluster.create(big);
        cluster.awaitBound(big, 2);
        Awaitility.await().until(() -> cluster.podsOf(big).size() == 3);

        Pod waiting = cluster.podsOf(big).stream()
                .filter(p -> p.spec().node().isEmpty())
                .findFirst()
                .orElseThrow();
        assertThat(waiting.status().reason()).isEqualTo("Unschedulable");
        assertThat(waiting.status().message()).isEqualTo("no node takes it: n1, n2 lacks 2 of cpu");
        assertThat(cluster.events("Unschedulable")).hasSize(1);

        cluster.signals.reachable("n3", true);
        cluster.create(Given.node("n3"));
        cluster.awaitBound(big, 3);
        assertThat(cluster.podsOf(big)).extracting(p -> p.key()).contains(waiting.key());
    }

    @Test
    void roomOfAPodThatEndedGoesToOneThatWaits() {
        Workload first = Given.workload("first", Given.replicas(2), Given.template(Resources.of(3000, 0)));
        Workload second = Given.workload("second", Given.replicas(1), Given.template(Resources.of(3000, 0)));
        cluster.create(first);
        cluster.awaitBound(first, 2);
        cluster.create(second);
        Awaitility.await().until(() -> cluster.podsOf(second).size() == 1);

        cluster.respec(scaled(first, 1));
        Awaitility.await().until(() -> cluster.podsOf(first).stream()
                .anyMatch(p -> p.spec().goal() == Goal.REMOVED));
        cluster.podsOf(first).stream()
                .filter(p -> p.spec().goal() == Goal.REMOVED)
                .forEach(p -> cluster.end(p, Phase.STOPPED));

        cluster.awaitBound(second, 1);
    }

    @Test
    void podsOfASilentNodeMoveAfterTheirTime() {
        cluster.create(web);
        cluster.awaitBound(web, 2);
        cluster.signals.reachable("n1", false);
        Awaitility.await().until(() -> !node("n1").isReady());
        assertThat(cluster.boundOf(web)).hasSize(2);

        cluster.advance(Duration.ofSeconds(4));
        cluster.commit(Change.update(Given.labelled(node("n2"), "zone", "a")));

        Awaitility.await().untilAsserted(() -> assertThat(cluster.boundOf(web))
                .hasSize(2)
                .allMatch(p -> p.spec().node().orElseThrow().equals("n2")));
        assertThat(cluster.events("NodeNotReady")).hasSize(1);
    }

    private Node node(String name) {
        return cluster.store.list(Query.of(Kind.NODE), Node.class).stream()
                .filter(n -> n.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void demandWakesAFunction() {
        Mode mode = new Mode.Function(0, 5, 1, null, null, null);
        Workload thumb = Given.workload("thumb", mode, Given.template("thumb:1"));
        cluster.create(thumb);
        cluster.awaitLanes();
        assertThat(cluster.podsOf(thumb)).isEmpty();

        cluster.signals.demand(thumb.key(), "n1", new Signals.Demand(0, 2, Given.NOW));

        cluster.awaitBound(thumb, 2);
    }

    @Test
    void cronMakesItsJobAndTheJobItsPod() {
        Mode mode = new Mode.Cron("* * * * *", "UTC", null, false, null);
        Workload cron = Given.workload("report", mode, Given.template("report:1"));
        cluster.advance(Duration.ofSeconds(61));
        cluster.create(cron);

        Awaitility.await().until(() -> !jobs().isEmpty());
        cluster.awaitBound(jobs().get(0), 1);
        cluster.end(cluster.podsOf(jobs().get(0)).get(0), Phase.SUCCEEDED);
        Awaitility.await().until(() -> jobs().get(0).status().message().equals("1 of 1 succeeded"));
    }

    private List<Workload> jobs() {
        return cluster.store.list(Query.of(Kind.JOB), Workload.class);
    }

    @Test
    void daemonRunsOnEveryNodeThatIsCordonedOrNot() {
        Workload logs = Given.workload("logs", new Mode.Daemon(), Given.template("logs:1"));
        cluster.commit(Change.update(Given.cordoned(node("n2"))));
        cluster.create(logs);
        cluster.awaitBound(logs, 2);

        cluster.signals.reachable("n3", true);
        cluster.create(Given.node("n3"));
        cluster.awaitBound(logs, 3);
    }

    @Test
    void daemonThatDoesNotFitSaysSoOnceAndNotAtEveryPass() {
        Workload logs = Given.workload("logs", new Mode.Daemon(), Given.template(Resources.of(2000, 0)));
        cluster.signals.reachable("n3", true);
        cluster.create(Given.cordoned(Given.node("n3", 500, Given.GB)));
        cluster.create(logs);
        cluster.awaitBound(logs, 2);
        Awaitility.await()
                .until(() ->
                        cluster.workload(logs.key()).status().message().equals("no pod on: n3 lacks 1500m of cpu"));

        for (int i = 0; i < 3; i++) {
            cluster.commit(Change.update(Given.labelled(node("n1"), "zone", "z" + i)));
            cluster.awaitLanes();
        }
        assertThat(cluster.events("Unschedulable")).hasSize(1);

        cluster.commit(Change.delete(node("n3")));
        Awaitility.await()
                .until(() -> cluster.workload(logs.key()).status().message().isEmpty());
    }

    @Test
    void jobWithMorePodsThanABatchTakesGoesInSeveral() {
        Mode mode = new Mode.Job(false, 10_000, 1, 0, null, null, Optional.empty());
        Workload job = Given.workload("huge", mode, Given.template("huge:1"));
        for (int from : List.of(0, 5_000)) {
            cluster.commit(IntStream.range(from, from + 5_000)
                    .mapToObj(slot -> Given.ended(Given.pod(job, slot), Phase.SUCCEEDED, Given.NOW))
                    .map(Change::create)
                    .toArray(Change[]::new));
        }
        cluster.create(job.with(job.spec().removed()));

        Awaitility.await().until(() -> cluster.store.get(job.key()).isEmpty());
        assertThat(cluster.podsOf(job)).isEmpty();
    }

    @Test
    void removedServiceGoesWithItsLastPod() {
        cluster.create(web);
        cluster.awaitBound(web, 2);
        cluster.respec(web.with(web.spec().removed()));
        Awaitility.await().until(() -> cluster.boundOf(web).isEmpty());
        assertThat(cluster.store.get(web.key())).isPresent();

        cluster.podsOf(web).forEach(p -> cluster.end(p, Phase.STOPPED));

        Awaitility.await().until(() -> cluster.store.get(web.key()).isEmpty());
        assertThat(cluster.podsOf(web)).isEmpty();
    }
}
