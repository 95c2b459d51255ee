package dev.caravan.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What clients did to a cluster and what watchers saw of it, and whether the two can be true of one store that loses nothing.
 * Since each commit has a number in one global order, a history of compare-and-set operations is linearizable exactly if that
 * order explains every answer and agrees with the clock: no search is needed.
 */
final class History {
    /** A compare-and-set of one key; {@code version} is 0 if it was refused, -1 if nobody knows. */
    record Operation(String key, String value, long expected, long version, long begun, long ended) {}

    /** What a watcher was told of a key at a version. */
    record Seen(String key, String value) {}

    private final Queue<Operation> operations = new ConcurrentLinkedQueue<>();
    private final Map<String, List<Map.Entry<Long, Seen>>> watchers = new ConcurrentHashMap<>();

    void did(Operation operation) {
        operations.add(operation);
    }

    /** In the order in which the watcher saw it; a watcher is one thread. */
    void saw(String watcher, long version, Seen what) {
        watchers.computeIfAbsent(watcher, name -> new ArrayList<>()).add(Map.entry(version, what));
    }

    long acknowledged() {
        return operations.stream().filter(o -> o.version() > 0).count();
    }

    long lastAcknowledged() {
        return operations.stream().mapToLong(Operation::version).max().orElse(0);
    }

    boolean hasSeen(String watcher, long version) {
        List<Map.Entry<Long, Seen>> seen = watchers.getOrDefault(watcher, List.of());
        synchronized (this) {
            return !seen.isEmpty() && seen.get(seen.size() - 1).getKey() >= version;
        }
    }

    /** Throws an {@link AssertionError} that names the first contradiction. */
    void check() {
        TreeMap<Long, Seen> truth = watched();
        acknowledgedWritesAreThere(truth);
        chainsHold(truth);
        orderAgreesWithTheClock();
        refusalsWereRight(truth);
    }

    /** Every watcher saw growing versions, and all saw the same at the same version, without a gap between them. */
    private TreeMap<Long, Seen> watched() {
        TreeMap<Long, Seen> truth = new TreeMap<>();
        watchers.forEach((watcher, events) -> {
            long last = 0;
            for (Map.Entry<Long, Seen> event : events) {
                require(event.getKey() > last, watcher + " saw version " + event.getKey() + " after " + last);
                last = event.getKey();
                Seen other = truth.putIfAbsent(last, event.getValue());
                require(
                        other == null || other.equals(event.getValue()),
                        "at version " + last + " one watcher saw " + other + ", another " + event.getValue());
            }
        });
        watchers.forEach((watcher, events) -> {
            if (events.isEmpty()) return;
            long from = events.get(0).getKey();
            long to = events.get(events.size() - 1).getKey();
            int expected = truth.subMap(from, true, to, true).size();
            require(expected == events.size(), watcher + " saw " + events.size() + " of " + expected + " versions");
        });
        return truth;
    }

    private void acknowledgedWritesAreThere(TreeMap<Long, Seen> truth) {
        for (Operation done : operations) {
            if (done.version() <= 0) continue;
            Seen seen = truth.get(done.version());
            require(seen != null, "the acknowledged " + done + " is lost");
            require(
                    seen.key().equals(done.key()) && seen.value().equals(done.value()),
                    "the acknowledged " + done + " is " + seen + " in the cluster's history");
        }
    }

    /** Each successful compare-and-set replaced exactly the version that it expected. */
    private void chainsHold(TreeMap<Long, Seen> truth) {
        Map<String, Long> present = new TreeMap<>();
        Map<Long, Long> replaced = new TreeMap<>();
        truth.forEach((version, seen) -> {
            replaced.put(version, present.getOrDefault(seen.key(), 0L));
            present.put(seen.key(), version);
        });
        for (Operation done : operations) {
            if (done.version() <= 0) continue;
            long was = replaced.get(done.version());
            require(was == done.expected(), done + " replaced version " + was);
        }
    }

    /** What ended before another began has the lower version. */
    private void orderAgreesWithTheClock() {
        List<Operation> byVersion = operations.stream()
                .filter(o -> o.version() > 0)
                .sorted((a, b) -> Long.compare(a.version(), b.version()))
                .toList();
        long latestBegin = Long.MIN_VALUE;
        for (Operation operation : byVersion) {
            require(operation.ended() >= latestBegin, operation + " came before one that ended before it began");
            latestBegin = Math.max(latestBegin, operation.begun());
        }
    }

    /** A refused one found another version than it expected: one that was written before it ended. */
    private void refusalsWereRight(TreeMap<Long, Seen> truth) {
        Map<Long, Operation> writers = new TreeMap<>();
        operations.stream().filter(o -> o.version() > 0).forEach(o -> writers.put(o.version(), o));
        for (Operation refused : operations) {
            if (refused.version() != 0) continue;
            boolean explained = truth.tailMap(refused.expected(), false).entrySet().stream()
                    .filter(e -> e.getValue().key().equals(refused.key()))
                    .anyMatch(e -> !writers.containsKey(e.getKey())
                            || writers.get(e.getKey()).begun() <= refused.ended());
            require(explained, refused + " was refused though nothing had changed");
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) throw new AssertionError(otherwise);
    }
}
