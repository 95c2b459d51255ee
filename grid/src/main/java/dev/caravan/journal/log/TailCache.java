package dev.caravan.journal.log;

import java.util.ArrayList;
import java.util.List;

/** The last entries in memory, for members that follow closely; bounded by their bytes. Consecutive, like the log's end. */
final class TailCache {
    private static final long MAX_BYTES = 32 << 20;

    /** What an entry takes beside its payload, about. */
    private static final int OVERHEAD_BYTES = 64;

    private Entry[] ring = new Entry[1_024];
    private long first = 1;
    private int size;
    private long bytes;

    void clear(long nextIndex) {
        ring = new Entry[1_024];
        first = nextIndex;
        size = 0;
        bytes = 0;
    }

    void add(Entry entry) {
        if (size == 0) first = entry.index();
        if (size == ring.length) grow();
        ring[slot(entry.index())] = entry;
        size++;
        bytes += cost(entry);
        while (bytes > MAX_BYTES && size > 1) dropFirst();
    }

    private static long cost(Entry entry) {
        return entry.payload().length + OVERHEAD_BYTES;
    }

    private int slot(long index) {
        return (int) (index % ring.length);
    }

    private void grow() {
        Entry[] larger = new Entry[2 * ring.length];
        for (long index = first; index < first + size; index++) {
            larger[(int) (index % larger.length)] = ring[slot(index)];
        }
        ring = larger;
    }

    private void dropFirst() {
        bytes -= cost(ring[slot(first)]);
        ring[slot(first)] = null;
        first++;
        size--;
    }

    void truncateFrom(long index) {
        while (size > 0 && first + size - 1 >= index) {
            int last = slot(first + size - 1);
            bytes -= cost(ring[last]);
            ring[last] = null;
            size--;
        }
    }

    boolean holds(long index) {
        return index >= first && index < first + size;
    }

    List<Entry> entries(long from, int maxEntries, int maxBytes) {
        List<Entry> found = new ArrayList<>();
        long sum = 0;
        for (long index = from; holds(index) && found.size() < maxEntries; index++) {
            Entry entry = ring[slot(index)];
            sum += entry.payload().length;
            if (sum > maxBytes && !found.isEmpty()) break;
            found.add(entry);
        }
        return found;
    }
}
