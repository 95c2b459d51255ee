package dev.caravan.journal.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * {@link Storage} in the files of one directory: segments of entries, a file for the promise, one snapshot.
 *
 * <p>What is wrong with the files at the start is told apart so: behind the last whole entry of the last segment there may be
 * anything, for a write was cut short by a crash, and it is cut off, unless the {@linkplain SyncedMark mark} says that more
 * had been synced; everything else that is not as it was written is damage, and the log refuses to open.
 */
public final class SegmentedLog implements Storage {
    private static final long SEGMENT_BYTES = 16 << 20;
    private static final int BUFFER_BYTES = 1 << 20;
    private static final String REMEDY =
            ": remove this member and add it again with an empty directory, or restore a backup";

    /** Opens a file's disk operations to a test. */
    private interface Act<T> {
        T run() throws IOException;
    }

    private final Path directory;
    private final FileChannel lockFile;
    private final PromiseFile promiseFile;
    private final SyncedMark mark;
    private final SnapshotFiles snapshots;
    private final TreeMap<Long, Segment> segments = new TreeMap<>();
    private final TailCache cache = new TailCache();
    private final CRC32C crc = new CRC32C();
    private final long segmentBytes;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private PromiseFile.Promise promise;
    private boolean dirty;
    private volatile boolean failed;

    private SegmentedLog(Path directory, FileChannel lockFile, long segmentBytes) throws IOException {
        this.directory = directory;
        this.lockFile = lockFile;
        this.segmentBytes = segmentBytes;
        this.promiseFile = new PromiseFile(directory);
        this.promise = promiseFile.read();
        this.mark = new SyncedMark(directory);
        this.snapshots = new SnapshotFiles(directory);
        openSegments();
    }

    /**
     * Opens the log of a directory, or makes an empty one.
     *
     * @throws StorageException if its files are damaged, naming where, or another process uses them
     */
    public static SegmentedLog open(Path directory) {
        return open(directory, SEGMENT_BYTES);
    }

    static SegmentedLog open(Path directory, long segmentBytes) {
        FileChannel lockFile = null;
        try {
            Files.createDirectories(directory);
            lockFile = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock(lockFile, directory);
            return new SegmentedLog(directory, lockFile, segmentBytes);
        } catch (IOException e) {
            release(lockFile);
            throw new StorageException("the log in " + directory + " cannot be opened", e);
        } catch (RuntimeException e) {
            release(lockFile);
            throw e;
        }
    }

    private static void lock(FileChannel channel, Path directory) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) throw new StorageException("the log in " + directory + " is used by another process");
    }

    private static void release(FileChannel channel) {
        try {
            if (channel != null) channel.close();
        } catch (IOException e) {
            throw new StorageException("the log's lock cannot be released", e);
        }
    }

    private void openSegments() throws IOException {
        Files.deleteIfExists(directory.resolve("log.new"));
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(file -> file.getFileName().toString().startsWith("log-"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            Segment segment = Segment.open(file);
            if (!segments.isEmpty()) checkWhole(last(), segment.first());
            segment.read();
            segments.put(segment.first(), segment);
        }
        if (segments.isEmpty()) {
            if (mark.index() > snapshots.index()) {
                throw new StorageException("the segments of " + directory + " are gone, entries up to " + mark.index()
                        + " were synced" + REMEDY);
            }
            begin(snapshots.index(), snapshots.term());
        } else {
            openTail();
        }
    }

    private void checkWhole(Segment before, long next) {
        if (before.last() + 1 != next) {
            throw new StorageException(before.path() + " is damaged at " + before.end() + ": entry "
                    + (before.last() + 1) + " is not whole" + REMEDY);
        }
    }

    private void openTail() throws IOException {
        long snapshot = snapshots.index();
        boolean behind = lastIndex() < snapshot;
        boolean differs = !behind && snapshot >= firstIndex() - 1 && termOf(snapshot) != snapshots.term();
        if (snapshot > 0 && (behind || differs)) {
            // A leader's snapshot had just been taken when the process ended: the log was about to begin anew.
            begin(snapshot, snapshots.term());
            return;
        }
        if (last().last() < mark.index()) {
            throw new StorageException(last().path() + " is damaged at " + last().end() + ": entry "
                    + (last().last() + 1) + " is not whole, but was synced" + REMEDY);
        }
        if (firstIndex() > snapshot + 1) {
            throw new StorageException("entries " + (snapshot + 1) + " to " + (firstIndex() - 1) + " are missing in "
                    + directory + REMEDY);
        }
        last().cutTail();
    }

    private Segment last() {
        return segments.lastEntry().getValue();
    }

    /** Starts the log anew, behind an entry. */
    private void begin(long index, long term) throws IOException {
        mark.lower(0);
        for (Segment segment : new ArrayList<>(segments.descendingMap().values())) segment.delete();
        Disk.syncDirectory(directory);
        segments.clear();
        segments.put(index + 1, Segment.create(directory, index + 1, term, segmentBytes));
        cache.clear(index + 1);
        mark.set(index);
        dirty = false;
    }

    private <T> T disk(String action, Act<T> act) {
        if (failed) throw new StorageException("the log in " + directory + " failed before");
        try {
            return act.run();
        } catch (IOException e) {
            failed = true;
            throw new StorageException(action + " in " + directory + " failed", e);
        } catch (StorageException e) {
            failed = true;
            throw e;
        }
    }

    @Override
    public long term() {
        return promise.term();
    }

    @Override
    public Optional<String> vote() {
        return promise.vote();
    }

    @Override
    public void promise(long term, Optional<String> vote) {
        PromiseFile.Promise changed = new PromiseFile.Promise(term, vote);
        if (changed.equals(promise)) return;
        disk("keeping the vote", () -> {
            promiseFile.write(changed);
            return null;
        });
        promise = changed;
    }

    @Override
    public long snapshotIndex() {
        return snapshots.index();
    }

    @Override
    public long snapshotTerm() {
        return snapshots.term();
    }

    @Override
    public long firstIndex() {
        return segments.firstKey();
    }

    @Override
    public long lastIndex() {
        return last().last();
    }

    @Override
    public long termOf(long index) {
        if (index == 0) return 0;
        if (index > lastIndex()) return -1;
        if (index < firstIndex()) {
            if (index == firstIndex() - 1)
                return segments.firstEntry().getValue().termOf(index);
            return index == snapshots.index() ? snapshots.term() : -1;
        }
        return segments.floorEntry(index).getValue().termOf(index);
    }

    @Override
    public List<Entry> entries(long from, int maxEntries, int maxBytes) {
        if (from < firstIndex() || from > lastIndex()) return List.of();
        if (cache.holds(from)) return cache.entries(from, maxEntries, maxBytes);
        return disk("reading entry " + from, () -> {
            List<Entry> found = new ArrayList<>();
            long sum = 0;
            for (long index = from; index <= lastIndex() && found.size() < maxEntries; index++) {
                Entry entry = segments.floorEntry(index).getValue().entry(index);
                sum += entry.payload().length;
                if (sum > maxBytes && !found.isEmpty()) break;
                found.add(entry);
            }
            return found;
        });
    }

    @Override
    public void append(List<Entry> entries) {
        if (entries.isEmpty()) return;
        if (entries.get(0).index() != lastIndex() + 1) {
            throw new IllegalStateException("entry " + entries.get(0).index() + " cannot follow entry " + lastIndex());
        }
        disk("appending", () -> {
            int from = 0;
            while (from < entries.size()) from = appendSome(entries, from);
            return null;
        });
        entries.forEach(cache::add);
        dirty = true;
    }

    /** Writes as many entries as fit the buffer and the segment, and says where to go on. */
    private int appendSome(List<Entry> entries, int from) throws IOException {
        int size = Segment.RECORD_BYTES + entries.get(from).payload().length;
        if (!last().isEmpty() && !last().hasRoom(size)) roll();
        if (size > buffer.capacity()) buffer = ByteBuffer.allocateDirect(size);
        buffer.clear();
        int to = from;
        while (to < entries.size()) {
            int next = Segment.RECORD_BYTES + entries.get(to).payload().length;
            boolean fits = buffer.remaining() >= next && last().hasRoom(buffer.position() + next);
            if (to > from && !fits) break;
            Segment.encode(entries.get(to), buffer, crc);
            to++;
        }
        buffer.flip();
        last().append(entries.subList(from, to), buffer);
        return to;
    }

    /** Ends a segment: only the last one may ever be less than whole. */
    private void roll() throws IOException {
        last().sync();
        mark.set(lastIndex());
        long next = lastIndex() + 1;
        segments.put(next, Segment.create(directory, next, termOf(lastIndex()), segmentBytes));
    }

    @Override
    public void sync() {
        if (!dirty && !failed) return;
        disk("syncing", () -> {
            last().sync();
            mark.set(lastIndex());
            return null;
        });
        dirty = false;
    }

    @Override
    public void truncateFrom(long index) {
        if (index > lastIndex()) return;
        if (index < firstIndex()) throw new IllegalStateException("entry " + index + " is gone already");
        disk("truncating", () -> {
            mark.lower(index - 1);
            while (last().first() > index) segments.pollLastEntry().getValue().delete();
            last().truncateFrom(index);
            Disk.syncDirectory(directory);
            return null;
        });
        cache.truncateFrom(index);
    }

    @Override
    public SnapshotWriter startSnapshot(long index, long term) {
        return disk("starting a snapshot", () -> snapshots.start(index, term));
    }

    @Override
    public Optional<Snapshot> snapshot() {
        return snapshots.newest();
    }

    @Override
    public void compact(long throughIndex) {
        long through = Math.min(throughIndex, snapshots.index());
        disk("compacting", () -> {
            while (segments.size() > 1 && segments.firstEntry().getValue().last() <= through) {
                Map.Entry<Long, Segment> first = segments.pollFirstEntry();
                first.getValue().delete();
            }
            return null;
        });
    }

    @Override
    public void reset(long index, long term) {
        disk("starting anew", () -> {
            begin(index, term);
            return null;
        });
    }

    @Override
    public void close() throws IOException {
        for (Segment segment : segments.values()) segment.close();
        mark.close();
        lockFile.close();
    }
}
