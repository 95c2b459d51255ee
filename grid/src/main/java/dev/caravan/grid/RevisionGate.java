package dev.caravan.grid;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** A revision that only grows, and futures that complete when it reaches theirs. */
final class RevisionGate {
    /** Guards both fields; futures complete outside of it. */
    private final Object lock = new Object();

    private final TreeMap<Long, CompletableFuture<Void>> waiting = new TreeMap<>();
    private long revision;

    long revision() {
        synchronized (lock) {
            return revision;
        }
    }

    CompletableFuture<Void> await(long wanted) {
        synchronized (lock) {
            if (wanted <= revision) return CompletableFuture.completedFuture(null);
            return waiting.computeIfAbsent(wanted, key -> new CompletableFuture<>());
        }
    }

    void reached(long now) {
        List<CompletableFuture<Void>> done;
        synchronized (lock) {
            revision = Math.max(revision, now);
            var passed = waiting.headMap(revision, true);
            done = new ArrayList<>(passed.values());
            passed.clear();
        }
        done.forEach(future -> future.complete(null));
    }
}
