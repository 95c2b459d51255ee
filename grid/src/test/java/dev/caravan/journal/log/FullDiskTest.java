package dev.caravan.journal.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a small file system in memory. Only root can make one. */
@EnabledIf("isRoot")
class FullDiskTest {
    @TempDir
    Path directory;

    static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as(List.of(command).toString()).isZero();
    }

    @BeforeEach
    void mount() throws Exception {
        run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", directory.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", directory.toString());
    }

    @Test
    void logThatCannotGrowSaysSoStopsAndHasEverythingSyncedOnceThereIsRoom() throws Exception {
        long synced = 0;
        try (SegmentedLog log = SegmentedLog.open(directory, 64 << 10)) {
            StorageException failure = null;
            while (failure == null) {
                try {
                    log.append(List.of(new Entry(synced + 1, 1, Entry.Type.COMMAND, new byte[4_000])));
                    log.sync();
                    synced++;
                } catch (StorageException e) {
                    failure = e;
                }
            }
            assertThat(failure).hasMessageContaining("No space left");
            assertThatThrownBy(log::sync).isInstanceOf(StorageException.class).hasMessageContaining("failed before");
        }
        run("mount", "-o", "remount,size=8m", directory.toString());
        try (SegmentedLog log = SegmentedLog.open(directory, 64 << 10)) {
            assertThat(log.lastIndex()).isGreaterThanOrEqualTo(synced);
            log.append(List.of(new Entry(log.lastIndex() + 1, 1, Entry.Type.COMMAND, new byte[4_000])));
            log.sync();
        }
    }
}
