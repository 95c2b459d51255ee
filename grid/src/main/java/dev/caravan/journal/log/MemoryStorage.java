package dev.caravan.journal.log;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

public final class MemoryStorage implements Storage {
    private long term;
    private Optional<String> vote = Optional.empty();
    private final List<Entry> entries = new ArrayList<>();
    private long synced;
    private long snapIndex, snapTerm;
    private byte[] snap;
    private long first = 1;

    public long term() {
        return term;
    }

    public Optional<String> vote() {
        return vote;
    }

    public void promise(long t, Optional<String> v) {
        term = t;
        vote = v;
    }

    public long snapshotIndex() {
        return snapIndex;
    }

    public long snapshotTerm() {
        return snapTerm;
    }

    public long firstIndex() {
        return first;
    }

    public long lastIndex() {
        return Math.max(snapIndex, first - 1 + entries.size());
    }

    public long termOf(long i) {
        if (i == snapIndex) return snapTerm;
        if (i < first || i >= first + entries.size()) return -1;
        return entries.get((int) (i - first)).term();
    }

    public List<Entry> entries(long from, int max, int bytes) {
        if (from < first || from >= first + entries.size()) return List.of();
        return List.copyOf(entries.subList((int) (from - first), (int) Math.min(entries.size(), from - first + max)));
    }

    public void append(List<Entry> e) {
        if (!e.isEmpty() && e.get(0).index() != lastIndex() + 1)
            throw new IllegalStateException("gap " + e.get(0).index() + " after " + lastIndex());
        entries.addAll(e);
    }

    public void sync() {
        synced = lastIndex();
    }

    public void truncateFrom(long i) {
        while (!entries.isEmpty() && lastIndex() >= i) entries.remove(entries.size() - 1);
        synced = Math.min(synced, i - 1);
    }

    public SnapshotWriter startSnapshot(long index, long t) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        return new SnapshotWriter() {
            @Override
            public void write(int b) {
                out.write(b);
            }

            @Override
            public void write(byte[] b, int o, int l) {
                out.write(b, o, l);
            }

            @Override
            public void commit() {
                if (index > snapIndex) {
                    snapIndex = index;
                    snapTerm = t;
                    snap = out.toByteArray();
                }
            }

            @Override
            public void close() {}
        };
    }

    public Optional<Snapshot> snapshot() {
        if (snap == null) return Optional.empty();
        byte[] s = snap;
        long i = snapIndex, t = snapTerm;
        return Optional.of(new Snapshot() {
            public long index() {
                return i;
            }

            public long term() {
                return t;
            }

            public long length() {
                return s.length;
            }

            public InputStream open() {
                return new ByteArrayInputStream(s);
            }
        });
    }

    public void compact(long through) {
        long to = Math.min(through, snapIndex);
        while (!entries.isEmpty() && first <= to) {
            entries.remove(0);
            first++;
        }
    }

    public void reset(long index, long t) {
        entries.clear();
        first = index + 1;
        synced = index;
    }

    public void crash(Random r) {
        long keep = synced + (lastIndex() > synced ? r.nextInt((int) (lastIndex() - synced) + 1) : 0);
        while (lastIndex() > keep && !entries.isEmpty()) entries.remove(entries.size() - 1);
    }

    public void close() {}
}
