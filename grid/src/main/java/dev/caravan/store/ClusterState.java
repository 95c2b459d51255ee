package dev.caravan.store;

import dev.caravan.model.Event;
import dev.caravan.model.Kind;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.Quantity;
import dev.caravan.model.Resource;
import dev.caravan.model.Resources;
import dev.caravan.store.StoreException.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.pcollections.TreePMap;

/**
 * The deterministic state machine: the same commands in the same order give the same state on every member. No clock, no
 * randomness, no I/O. Invariants: every object's resourceVersion is the revision of its last change; revisions grow by one
 * a commit that changes something; no node's pods reserve more than it has; one driver's term is in force. Not
 * thread-safe: its owner confines it.
 */
public final class ClusterState {
    /** Requests whose answers are remembered, so that a repeated one is answered and not applied again. */
    static final int REMEMBERED_OPS = 10_000;

    /** Events kept; the oldest go first. */
    static final int MAX_EVENTS = 2_000;

    /** Views of earlier revisions that lists may still go on from. */
    static final int REMEMBERED_VIEWS = 1_000;

    private final NodeUsage usage = new NodeUsage();
    private final QuotaUsage quotas = new QuotaUsage();
    private final ArrayDeque<StateView> views = new ArrayDeque<>();
    private TreePMap<ObjectKey, Resource> objects = TreePMap.empty();
    private final Map<String, Commit> answers = new LinkedHashMap<>();
    private final TreeSet<Dated> events = new TreeSet<>();
    private long revision;
    private long term;
    private String driver = "";

    /** An event and its last change: what goes first is the same after a restore, which knows the objects alone. */
    private record Dated(long revision, ObjectKey key) implements Comparable<Dated> {
        static Dated of(Resource event) {
            return new Dated(event.metadata().resourceVersion(), event.key());
        }

        @Override
        public int compareTo(Dated other) {
            int byRevision = Long.compare(revision, other.revision);
            return byRevision != 0 ? byRevision : key.compareTo(other.key);
        }
    }

    /** What a commit did: its answer and the events of its revision, deletions with the last known object. */
    public record Applied(Commit commit, List<WatchEvent> events) {}

    public long revision() {
        return revision;
    }

    /** The revision at which the present driver took over; 0 before the first. */
    public long term() {
        return term;
    }

    /** The name of the present driver; empty before the first. */
    public String driver() {
        return driver;
    }

    public Optional<Resource> get(ObjectKey key) {
        return Optional.ofNullable(objects.get(key));
    }

    public Collection<Resource> all() {
        return objects.values();
    }

    /** Everything as it is now; stays as it is when the state goes on. */
    public StateView view() {
        StateView last = views.peekLast();
        return last != null && last.revision() == revision ? last : new StateView(revision, objects);
    }

    /** The view that a page is of: the present one for a first page. */
    public StateView view(Page page) {
        if (page.from().isEmpty() || page.from().get().revision() == revision) return view();
        long wanted = page.from().get().revision();
        return views.stream()
                .filter(view -> view.revision() == wanted)
                .findFirst()
                .orElseThrow(() -> new StoreException(
                        Reason.EXPIRED, "the list at revision " + wanted + " is no longer known: begin it anew"));
    }

    /** Objects that match, in the order of their keys. */
    public List<Resource> list(Query query) {
        return view().list(query, Page.all()).items();
    }

    /** Gives a member the right to write as the driver, from the returned term on; earlier terms are refused. */
    public long drive(String member) {
        term = ++revision;
        driver = member;
        return term;
    }

    /**
     * Applies a batch whole.
     *
     * @throws StoreException if it was refused; the state is then as before
     */
    public Applied apply(Batch batch) {
        Commit known = answers.get(batch.opId());
        if (known != null) return new Applied(known, List.of());
        if (batch.term() != Batch.NO_TERM && batch.term() != term) {
            throw new StoreException(
                    Reason.STALE_TERM, "term " + batch.term() + " is over: " + driver + " drives since term " + term);
        }
        Map<ObjectKey, Optional<Resource>> staged = stage(batch.changes());
        StateView before = view();
        NamespaceRules.check(staged, before);
        quotas.check(staged, before);
        checkBinds(staged);
        PortClaims.check(staged, objects.values());
        List<WatchEvent> changed = write(staged);
        Commit commit = new Commit(revision, changed.size());
        remember(batch.opId(), commit);
        return new Applied(commit, changed);
    }

    private Map<ObjectKey, Optional<Resource>> stage(List<Change> changes) {
        Map<ObjectKey, Optional<Resource>> staged = new LinkedHashMap<>();
        for (Change change : changes) {
            Resource present = staged.containsKey(change.key())
                    ? staged.get(change.key()).orElse(null)
                    : objects.get(change.key());
            stage(change, present, staged);
        }
        return staged;
    }

    private void stage(Change change, Resource present, Map<ObjectKey, Optional<Resource>> staged) {
        if (change instanceof Change.Put put) {
            checkVersion(change.key(), put.expected(), present);
            staged.put(change.key(), Optional.of(put.resource()));
        } else if (change instanceof Change.Delete delete) {
            checkVersion(change.key(), delete.expected(), present);
            staged.put(change.key(), Optional.empty());
        } else if (change instanceof Change.Require require) {
            checkVersion(change.key(), require.expected(), present);
        } else if (change instanceof Change.ReportPod report) {
            if (present instanceof Pod pod
                    && pod.metadata().uid().equals(report.uid())
                    && pod.spec().node().equals(Optional.of(report.node()))) {
                staged.put(change.key(), Optional.of(pod.with(report.status())));
            }
        } else if (change instanceof Change.ReportNode report) {
            if (present instanceof Node node) {
                staged.put(change.key(), Optional.of(node.with(node.status().with(report.published()))));
            }
        }
    }

    private static void checkVersion(ObjectKey key, long expected, Resource present) {
        if (expected == Change.ANY) return;
        long found = present == null ? Change.ABSENT : present.metadata().resourceVersion();
        if (found == expected) return;
        String was = present == null ? "is not there" : "is at resourceVersion " + found;
        String wanted = expected == Change.ABSENT ? "should not exist yet" : "was expected at " + expected;
        throw new StoreException(Reason.CONFLICT, key + " " + was + ", but " + wanted);
    }

    /** A node may not be promised more than it has, whoever planned it and on whatever stale view. */
    private void checkBinds(Map<ObjectKey, Optional<Resource>> staged) {
        Map<String, Resources> added = new HashMap<>();
        staged.forEach((key, after) -> {
            if (key.kind() != Kind.POD) return;
            Pod before = (Pod) objects.get(key);
            after.map(Pod.class::cast).filter(Pod::holdsCapacity).ifPresent(pod -> {
                Resources wanted = pod.spec().template().requests();
                if (before != null && before.spec().node().equals(pod.spec().node())) {
                    wanted = grown(before.spec().template().requests(), wanted);
                    if (wanted.equals(Resources.none())) return;
                }
                added.merge(pod.spec().node().orElseThrow(), wanted, Resources::plus);
            });
        });
        added.forEach((node, wanted) -> checkRoom(node, wanted, staged));
    }

    /** What a pod wants more than before, on the same node; nothing where it wants less. */
    private static Resources grown(Resources before, Resources after) {
        return Resources.of(
                Math.max(0, after.cpuMillis() - before.cpuMillis()),
                Math.max(0, after.memoryBytes() - before.memoryBytes()));
    }

    private void checkRoom(String name, Resources wanted, Map<ObjectKey, Optional<Resource>> staged) {
        ObjectKey key = new ObjectKey(Kind.NODE, "", name);
        Resource found = staged.containsKey(key) ? staged.get(key).orElse(null) : objects.get(key);
        if (!(found instanceof Node node)) {
            throw new StoreException(Reason.BIND_REFUSED, "node " + name + " is not there");
        }
        Resources used = usage.of(name);
        long cpu = node.spec().cpuMillis() - used.cpuMillis() - wanted.cpuMillis();
        long memory = node.spec().memoryBytes() - used.memoryBytes() - wanted.memoryBytes();
        if (cpu < 0) {
            throw new StoreException(Reason.BIND_REFUSED, "node " + name + " lacks " + Quantity.cpu(-cpu) + " of cpu");
        }
        if (memory < 0) {
            throw new StoreException(
                    Reason.BIND_REFUSED, "node " + name + " lacks " + Quantity.bytes(-memory) + " of memory");
        }
    }

    private List<WatchEvent> write(Map<ObjectKey, Optional<Resource>> staged) {
        List<WatchEvent> changed = new ArrayList<>();
        long next = revision + 1;
        staged.forEach((key, after) -> replace(key, after.orElse(null), next, changed));
        if (!changed.isEmpty()) revision = next;
        dropOldEvents(changed);
        if (!changed.isEmpty()) remember(new StateView(revision, objects));
        return changed;
    }

    private void remember(StateView view) {
        views.addLast(view);
        if (views.size() > REMEMBERED_VIEWS) views.removeFirst();
    }

    /** What a batch was answered, if it is remembered. */
    public Optional<Commit> answer(String opId) {
        return Optional.ofNullable(answers.get(opId));
    }

    /** Lists cannot go on from before a revision; what memory it took comes free. */
    public void forgetBefore(long oldest) {
        while (views.size() > 1 && views.peekFirst().revision() < oldest) views.removeFirst();
    }

    private void dropOldEvents(List<WatchEvent> changed) {
        while (events.size() > MAX_EVENTS) {
            ObjectKey oldest = events.pollFirst().key();
            Resource gone = objects.get(oldest);
            if (gone == null) continue;
            objects = objects.minus(oldest);
            changed.add(deleted(gone, revision));
        }
    }

    private static WatchEvent deleted(Resource gone, long revision) {
        return new WatchEvent(
                WatchEvent.Type.DELETED, revision, gone.with(gone.metadata().at(revision)), Optional.of(gone));
    }

    private void replace(ObjectKey key, Resource after, long next, List<WatchEvent> changed) {
        Resource before = objects.get(key);
        if (after == null) {
            if (before == null) return;
            objects = objects.minus(key);
            if (before instanceof Event) events.remove(Dated.of(before));
            changed.add(deleted(before, next));
        } else {
            if (before != null
                    && before.equals(
                            after.with(after.metadata().at(before.metadata().resourceVersion())))) {
                return;
            }
            Resource stored = after.with(after.metadata().at(next));
            objects = objects.plus(key, stored);
            if (before instanceof Event) events.remove(Dated.of(before));
            if (stored instanceof Event) events.add(Dated.of(stored));
            WatchEvent.Type type = before == null ? WatchEvent.Type.ADDED : WatchEvent.Type.MODIFIED;
            changed.add(new WatchEvent(type, next, stored, Optional.ofNullable(before)));
        }
        if (key.kind() == Kind.POD) usage.replace((Pod) before, (Pod) after);
        quotas.replace(before, after);
    }

    private void remember(String opId, Commit commit) {
        answers.put(opId, commit);
        if (answers.size() > REMEMBERED_OPS) {
            answers.remove(answers.keySet().iterator().next());
        }
    }

    /** Everything needed to go on elsewhere: what a snapshot holds. */
    public record Image(
            long revision, long term, String driver, Collection<Resource> objects, Map<String, Commit> answers) {}

    public Image image() {
        return new Image(revision, term, driver, objects.values(), new LinkedHashMap<>(answers));
    }

    /** Forgets everything and takes over an image. */
    public void restore(Image image) {
        TreePMap<ObjectKey, Resource> all = TreePMap.empty();
        answers.clear();
        events.clear();
        usage.clear();
        quotas.clear();
        views.clear();
        for (Resource resource : image.objects()) {
            all = all.plus(resource.key(), resource);
            if (resource instanceof Pod pod) usage.replace(null, pod);
            if (resource instanceof Event) events.add(Dated.of(resource));
            quotas.replace(null, resource);
        }
        objects = all;
        answers.putAll(image.answers());
        revision = image.revision();
        term = image.term();
        driver = image.driver();
    }
}
