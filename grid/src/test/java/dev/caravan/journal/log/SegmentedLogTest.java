package dev.caravan.journal.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentedLogTest {
    private static final long SMALL = 4_096;

    @TempDir
    Path directory;

    private static Entry entry(long index, long term) {
        byte[] payload = new byte[(int) (20 + index * 37 % 400)];
        new Random(index * 31 + term).nextBytes(payload);
        payload[payload.length - 1] = 1;
        return new Entry(index, term, Entry.Type.COMMAND, payload);
    }

    private static void append(Storage log, long from, long to, long term) {
        List<Entry> entries = new ArrayList<>();
        for (long i = from; i <= to; i++) entries.add(entry(i, term));
        log.append(entries);
    }

    private SegmentedLog open() {
        return SegmentedLog.open(directory, SMALL);
    }

    private static void assertHolds(Storage log, long from, long to, long term) {
        for (long i = from; i <= to; i++) {
            Entry found = log.entries(i, 1, 1 << 20).get(0);
            assertThat(found.term()).isEqualTo(term);
            assertThat(found.payload()).isEqualTo(entry(i, term).payload());
        }
    }

    private List<Path> files(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    private static void flip(Path path, long at) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(at);
            int value = file.read();
            file.seek(at);
            file.write(value ^ 0x21);
        }
    }

    @Test
    void everythingIsThereAfterItWasOpenedAgain() throws IOException {
        try (SegmentedLog log = open()) {
            append(log, 1, 200, 1);
            log.promise(7, Optional.of("s2"));
            log.sync();
        }
        try (SegmentedLog log = open()) {
            assertThat(log.lastIndex()).isEqualTo(200);
            assertThat(log.term()).isEqualTo(7);
            assertThat(log.vote()).contains("s2");
            assertHolds(log, 1, 200, 1);
        }
    }

    @Test
    void suffixThatWasTruncatedNeverComesBack() throws IOException {
        try (SegmentedLog log = open()) {
            append(log, 1, 100, 1);
            log.sync();
            log.truncateFrom(30);
            append(log, 30, 40, 2);
            log.sync();
        }
        try (SegmentedLog log = open()) {
            assertThat(log.lastIndex()).isEqualTo(40);
            assertHolds(log, 1, 29, 1);
            assertHolds(log, 30, 40, 2);
        }
    }

    @Test
    void tornTailIsCutAtEveryByteAndWhatWasSyncedStays() throws IOException {
        try (SegmentedLog log = SegmentedLog.open(directory)) {
            append(log, 1, 10, 1);
            log.sync();
            append(log, 11, 11, 1);
        }
        Path segment = files("log-").get(0);
        byte[] whole = Files.readAllBytes(segment);
        int end = whole.length;
        while (whole[end - 1] == 0) end--;
        int torn = Segment.RECORD_BYTES + entry(11, 1).payload().length;
        for (int cut = 1; cut < torn; cut += 7) {
            byte[] half = whole.clone();
            Arrays.fill(half, end - cut, end, (byte) 0);
            Files.write(segment, half);
            try (SegmentedLog log = SegmentedLog.open(directory)) {
                assertThat(log.lastIndex()).as("cut " + cut).isEqualTo(10);
                assertHolds(log, 1, 10, 1);
            }
        }
    }

    @Test
    void anyFlippedByteOfWhatWasSyncedIsNoticed() throws IOException {
        try (SegmentedLog log = open()) {
            append(log, 1, 60, 1);
            log.promise(3, Optional.of("s1"));
            log.sync();
        }
        List<Path> checked = new ArrayList<>(files("log-"));
        assertThat(checked).hasSizeGreaterThan(2);
        checked.addAll(files("promise"));
        Random random = new Random(5);
        for (Path file : checked) {
            byte[] whole = Files.readAllBytes(file);
            int used = whole.length;
            while (used > 1 && whole[used - 1] == 0) used--;
            for (int i = 0; i < 40; i++) {
                int at = random.nextInt(used);
                flip(file, at);
                assertThatThrownBy(() -> open().close())
                        .as(file.getFileName() + " at " + at)
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining(directory.toString());
                flip(file, at);
            }
        }
        open().close();
    }

    @Test
    void logBeginsAnewBehindALeadersSnapshotThoughTheProcessEndedInBetween() throws IOException {
        try (SegmentedLog log = open()) {
            append(log, 1, 50, 1);
            log.sync();
            try (SnapshotWriter writer = log.startSnapshot(90, 4)) {
                writer.write(new byte[] {1, 2, 3});
                writer.commit();
            }
        }
        try (SegmentedLog log = open()) {
            assertThat(log.firstIndex()).isEqualTo(91);
            assertThat(log.lastIndex()).isEqualTo(90);
            assertThat(log.termOf(90)).isEqualTo(4);
            append(log, 91, 92, 4);
            log.sync();
        }
        try (SegmentedLog log = open()) {
            assertThat(log.lastIndex()).isEqualTo(92);
        }
    }

    @Test
    void compactionForgetsWholeSegmentsAndNothingBeyondTheSnapshot() throws IOException {
        try (SegmentedLog log = open()) {
            append(log, 1, 100, 1);
            log.sync();
            log.compact(80);
            assertThat(log.firstIndex()).isEqualTo(1);
            try (SnapshotWriter writer = log.startSnapshot(60, 1)) {
                writer.commit();
            }
            log.compact(80);
            assertThat(log.firstIndex()).isBetween(2L, 61L);
            assertThat(log.termOf(log.firstIndex() - 1)).isEqualTo(1);
        }
        try (SegmentedLog log = open()) {
            assertHolds(log, log.firstIndex(), 100, 1);
            assertThat(log.snapshotIndex()).isEqualTo(60);
        }
    }

    @Test
    void damagedSnapshotIsRefused() throws IOException {
        try (SegmentedLog log = open();
                SnapshotWriter writer = log.startSnapshot(1, 1)) {
            append(log, 1, 1, 1);
            log.sync();
            writer.write(new byte[1_000]);
            writer.commit();
        }
        flip(files("snapshot-").get(0), 500);
        assertThatThrownBy(() -> open().close())
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void directoryIsUsedByOneOnly() throws IOException {
        try (SegmentedLog log = open()) {
            assertThat(log.lastIndex()).isZero();
            assertThatThrownBy(() -> open().close()).hasMessageContaining("is used by another process");
        }
    }
}
