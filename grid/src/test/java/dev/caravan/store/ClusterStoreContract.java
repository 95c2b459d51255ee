package dev.caravan.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.Config;
import dev.caravan.model.Goal;
import dev.caravan.model.Kind;
import dev.caravan.model.Metadata;
import dev.caravan.model.Namespace;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Quota;
import dev.caravan.model.Resource;
import dev.caravan.store.StoreException.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What every store promises. */
public abstract class ClusterStoreContract {
    private int ops;

    protected abstract ClusterStore store();

    protected abstract ChangeFeed feed();

    /** Waits until reads show a revision. */
    protected abstract void awaitShown(long revision);

    @Test
    void createdObjectIsReadBackWithItsVersion() {
        long revision = commit(Change.create(config("a", "1")));
        Resource found = store().get(key("a")).orElseThrow();
        assertThat(found.metadata().resourceVersion()).isEqualTo(revision);
        assertThat(data(found)).isEqualTo("1");
    }

    @Test
    void creatingWhatIsThereIsAConflict() {
        commit(Change.create(config("a", "1")));
        assertRefused(Reason.CONFLICT, Change.create(config("a", "2")));
        assertThat(data(store().get(key("a")).orElseThrow())).isEqualTo("1");
    }

    @Test
    void updateOfAnOldVersionIsAConflict() {
        commit(Change.create(config("a", "1")));
        Config read = (Config) store().get(key("a")).orElseThrow();
        commit(Change.update(with(read, "2")));
        assertRefused(Reason.CONFLICT, Change.update(with(read, "3")));
        assertThat(data(store().get(key("a")).orElseThrow())).isEqualTo("2");
    }

    @Test
    void deleteOfAnOldVersionIsAConflict() {
        commit(Change.create(config("a", "1")));
        Config read = (Config) store().get(key("a")).orElseThrow();
        commit(Change.update(with(read, "2")));
        assertRefused(Reason.CONFLICT, Change.delete(read));
        commit(Change.delete(store().get(key("a")).orElseThrow()));
        assertThat(store().get(key("a"))).isEmpty();
    }

    @Test
    void batchLandsWholeOrNotAtAll() {
        commit(Change.create(config("b", "1")));
        assertRefused(Reason.CONFLICT, Change.create(config("a", "1")), Change.create(config("b", "2")));
        assertThat(store().get(key("a"))).isEmpty();
        long revision = commit(Change.create(config("a", "1")), Change.create(config("c", "1")));
        assertThat(versions("a", "c")).containsOnly(revision);
    }

    @Test
    void repeatedRequestIsAnsweredLikeTheFirst() {
        Batch batch = new Batch("same", Batch.NO_TERM, List.of(Change.create(config("a", "1"))));
        long first = done(batch).revision();
        assertThat(done(batch).revision()).isEqualTo(first);
    }

    @Test
    void pagesAreOfOneVersionThoughObjectsChangeInBetween() {
        for (String name : List.of("a", "b", "c", "d", "e")) commit(Change.create(config(name, "1")));
        Listing first = store().list(configs(), Page.first(2));
        commit(Change.update(with((Config) store().get(key("d")).orElseThrow(), "2")));
        commit(new Change.Delete(key("e"), Change.ANY));
        commit(Change.create(config("bb", "1")));
        Listing second = store().list(configs(), Page.after(2, first.next().orElseThrow()));
        Listing third = store().list(configs(), Page.after(2, second.next().orElseThrow()));
        List<Resource> all = new ArrayList<>(first.items());
        all.addAll(second.items());
        all.addAll(third.items());
        assertThat(all).extracting(r -> r.metadata().name()).containsExactly("a", "b", "c", "d", "e");
        assertThat(all).allMatch(r -> data(r).equals("1"));
        assertThat(third.next()).isEmpty();
        assertThat(List.of(second.revision(), third.revision())).containsOnly(first.revision());
    }

    @Test
    void listThatGoesOnAfterTooLongIsToldToBeginAnew() {
        commit(Change.create(config("a", "1")), Change.create(config("b", "1")));
        Listing first = store().list(configs(), Page.first(1));
        for (int i = 0; i <= ClusterState.REMEMBERED_VIEWS; i++) {
            commit(new Change.Put(config("a", "v" + i), Change.ANY));
        }
        assertThatThrownBy(
                        () -> store().list(configs(), Page.after(1, first.next().orElseThrow())))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.EXPIRED));
    }

    @Test
    void selectorsChooseByLabelsAndFields() {
        commit(
                Change.create(labelled("a", Map.of("tier", "web", "env", "live"))),
                Change.create(labelled("b", Map.of("tier", "db", "env", "test"))),
                Change.create(labelled("c", Map.of("env", "test"))));
        assertThat(names("tier=web")).containsExactly("a");
        assertThat(names("env in (test, dev),tier")).containsExactly("b");
        assertThat(names("tier notin (web)")).containsExactly("b", "c");
        assertThat(names("!tier")).containsExactly("c");
        Query byName = configs().where(Fields.selector("metadata.name!=b"));
        assertThat(store().list(byName).items())
                .extracting(r -> r.metadata().name())
                .containsExactly("a", "c");
    }

    @Test
    void watchGoesOnFromAVersionWithoutAGapAndInOrder() {
        long start = commit(Change.create(config("w", "0")));
        for (int i = 1; i <= 20; i++) commit(new Change.Put(config("w", "" + i), Change.ANY));
        List<WatchEvent> seen = new CopyOnWriteArrayList<>();
        Subscription subscription = feed().follow(start, seen::addAll);
        for (int i = 21; i <= 40; i++) commit(new Change.Put(config("w", "" + i), Change.ANY));
        Awaitility.await().until(() -> seen.size() == 40);
        subscription.close();
        assertThat(seen).extracting(WatchEvent::revision).isSorted().doesNotHaveDuplicates();
        assertThat(seen)
                .extracting(e -> data(e.resource()))
                .startsWith("1", "2")
                .endsWith("39", "40");
        assertThat(seen).allMatch(e -> e.before().isPresent() && e.type() == WatchEvent.Type.MODIFIED);
    }

    @Test
    void watchFromAForgottenVersionIsRefused() {
        long start = commit(Change.create(config("w", "0")));
        for (int i = 0; feed().oldest() <= start; i++) commit(new Change.Put(config("w", "" + i), Change.ANY));
        assertThatThrownBy(() -> feed().follow(start, events -> {})).isInstanceOf(ChangeFeed.TooOldException.class);
    }

    @Test
    void watchOfASelectionSeesWhatEntersAndWhatLeaves() {
        Query live = configs().labelled(Selector.parse("env=live"));
        Resource test = labelled("a", Map.of("env", "test"));
        Resource inLive = labelled("a", Map.of("env", "live"));
        assertThat(event(WatchEvent.Type.MODIFIED, inLive, test).seenBy(live)).contains(WatchEvent.Type.ADDED);
        assertThat(event(WatchEvent.Type.MODIFIED, test, inLive).seenBy(live)).contains(WatchEvent.Type.DELETED);
        assertThat(event(WatchEvent.Type.MODIFIED, test, test).seenBy(live)).isEmpty();
        assertThat(event(WatchEvent.Type.DELETED, test, test).seenBy(live)).isEmpty();
    }

    private static WatchEvent event(WatchEvent.Type type, Resource after, Resource before) {
        return new WatchEvent(type, 1, after, Optional.of(before));
    }

    @Test
    void deletionInTheBackgroundTakesWhatIsOwnedAlong() {
        Resource owner = owned();
        commit(Deletion.of(store(), owner, Deletion.Propagation.BACKGROUND).toArray(Change[]::new));
        assertThat(store().list(configs()).items()).isEmpty();
    }

    @Test
    void deletionInTheForegroundTakesWhatIsOwnedAlong() {
        Resource owner = owned();
        commit(Deletion.of(store(), owner, Deletion.Propagation.FOREGROUND).toArray(Change[]::new));
        assertThat(store().list(configs()).items()).isEmpty();
    }

    @Test
    void orphansStayAndBelongToNobody() {
        Resource owner = owned();
        commit(Deletion.of(store(), owner, Deletion.Propagation.ORPHAN).toArray(Change[]::new));
        assertThat(store().get(key("owner"))).isEmpty();
        assertThat(store().get(key("child")).orElseThrow().metadata().ownerReferences())
                .isEmpty();
        assertThat(store().get(key("grandchild")).orElseThrow().metadata().ownerReferences())
                .hasSize(1);
    }

    /** An owner made anew under the same name does not own what the first one did. */
    @Test
    void ownerOfAnotherUidOwnsNothing() {
        Resource owner = owned();
        commit(Change.delete(owner));
        commit(Change.create(config("owner", "uid-2", "1")));
        Resource again = store().get(key("owner")).orElseThrow();
        commit(Deletion.of(store(), again, Deletion.Propagation.BACKGROUND).toArray(Change[]::new));
        assertThat(store().get(key("child"))).isPresent();
    }

    private Resource owned() {
        commit(Change.create(config("owner", "1")));
        Resource owner = store().get(key("owner")).orElseThrow();
        commit(Change.create(config("child", "1").with(metadata("child").ownedBy(owner.reference()))));
        Resource child = store().get(key("child")).orElseThrow();
        commit(Change.create(
                config("grandchild", "1").with(metadata("grandchild").ownedBy(child.reference()))));
        return store().get(key("owner")).orElseThrow();
    }

    @Test
    void namespaceMustBeThereAndStay() {
        Config inTeam = new Config(Metadata.create("team", "a", "u", Instant.EPOCH), new Config.Spec(Map.of()));
        assertRefused(Reason.INVALID, Change.create(inTeam));
        Namespace team = new Namespace(Metadata.create("", "team", "u", Instant.EPOCH), null);
        commit(Change.create(team), Change.create(inTeam));
        commit(new Change.Put(team.removed(), Change.ANY));
        Config more = new Config(Metadata.create("team", "b", "u", Instant.EPOCH), new Config.Spec(Map.of()));
        assertRefused(Reason.INVALID, Change.create(more));
    }

    @Test
    void defaultNamespaceCannotBeRemoved() {
        Namespace gone =
                new Namespace(Metadata.create("", "default", "u", Instant.EPOCH), new Namespace.Spec(Goal.REMOVED));
        assertRefused(Reason.INVALID, new Change.Put(gone, Change.ANY));
    }

    @Test
    void quotaIsNeverExceededAndRoomComesBack() {
        Metadata metadata = Metadata.create("default", "small", "u", Instant.EPOCH);
        commit(Change.create(new Quota(metadata, new Quota.Spec(Map.of("configs", "2")))));
        commit(Change.create(config("a", "1")));
        assertRefused(Reason.QUOTA_EXCEEDED, Change.create(config("b", "1")), Change.create(config("c", "1")));
        commit(Change.create(config("b", "1")));
        assertRefused(Reason.QUOTA_EXCEEDED, Change.create(config("c", "1")));
        commit(new Change.Put(config("b", "changed"), Change.ANY));
        commit(new Change.Delete(key("a"), Change.ANY), Change.create(config("c", "1")));
        assertThat(store().list(configs()).items()).hasSize(2);
    }

    private List<Long> versions(String... names) {
        return java.util.stream.Stream.of(names)
                .map(name -> store().get(key(name)).orElseThrow().metadata().resourceVersion())
                .toList();
    }

    private List<String> names(String selector) {
        return store().list(configs().labelled(Selector.parse(selector))).items().stream()
                .map(r -> r.metadata().name())
                .toList();
    }

    private long commit(Change... changes) {
        long revision =
                done(new Batch("op-" + ops++, Batch.NO_TERM, List.of(changes))).revision();
        awaitShown(revision);
        return revision;
    }

    private Commit done(Batch batch) {
        try {
            return store().commit(batch).toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw StoreException.of(e);
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertRefused(Reason reason, Change... changes) {
        assertThatThrownBy(() -> done(new Batch("op-" + ops++, Batch.NO_TERM, List.of(changes))))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
    }

    private static Query configs() {
        return Query.of(Kind.CONFIG);
    }

    private static ObjectKey key(String name) {
        return new ObjectKey(Kind.CONFIG, "default", name);
    }

    private static Metadata metadata(String name) {
        return Metadata.create("default", name, "uid-" + name, Instant.EPOCH);
    }

    private static Config config(String name, String value) {
        return config(name, "uid-" + name, value);
    }

    private static Config config(String name, String uid, String value) {
        return new Config(Metadata.create("default", name, uid, Instant.EPOCH), new Config.Spec(Map.of("v", value)));
    }

    private static Resource labelled(String name, Map<String, String> labels) {
        return config(name, "1").with(metadata(name).labelled(labels));
    }

    private static Config with(Config config, String value) {
        return new Config(config.metadata(), new Config.Spec(Map.of("v", value)));
    }

    private static String data(Resource resource) {
        return ((Config) resource).spec().data().get("v");
    }
}
