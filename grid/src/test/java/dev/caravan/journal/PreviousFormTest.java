package dev.caravan.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.json.Json;
import dev.caravan.model.Config;
import dev.caravan.model.Kind;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Resource;
import dev.caravan.model.Secret;
import dev.caravan.model.Workload;
import dev.caravan.secret.SecretKeys;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads what an earlier version wrote: {@code forms/v1.zip} was written before workloads knew canaries. It holds a journal
 * with a snapshot and entries after it, a backup, the keys of its secrets, and its objects as they were then. A later form
 * gets a file of its own; none is ever written anew.
 */
class PreviousFormTest {
    @TempDir
    Path directory;

    private List<Resource> objects;

    @BeforeEach
    void unpack() throws IOException {
        try (InputStream file = Objects.requireNonNull(getClass().getResourceAsStream("/forms/v1.zip"));
                ZipInputStream in = new ZipInputStream(file)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path target = directory.resolve(entry.getName());
                Files.createDirectories(target.getParent());
                Files.copy(in, target);
            }
        }
        objects = Files.readString(directory.resolve("objects.json"))
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(line -> line.endsWith(",") ? line.substring(0, line.length() - 1) : line)
                .map(Json::read)
                .toList();
    }

    @Test
    void snapshotAndEntriesOfTheJournalAreRead() throws Exception {
        try (Journal journal = started()) {
            assertThat(objects).hasSizeGreaterThan(20);
            assertThat(journal.snapshot().objects()).containsExactlyInAnyOrderElementsOf(objects);
            assertThat(objects).extracting(Resource::kind).contains(kindsThen());
            Config flags = (Config) find(journal, Kind.CONFIG, "flags");
            assertThat(flags.spec().data()).containsEntry("ünïcode", "žluťoučký");
            Workload web = (Workload) find(journal, Kind.SERVICE, "web");
            assertThat(web.spec().canary()).isEmpty();
            assertThat(web.spec().serial()).isEqualTo(2);
            assertThat(web.spec().template().containers()).hasSize(2);
        }
    }

    private static Kind[] kindsThen() {
        return Arrays.stream(Kind.values())
                .filter(kind -> List.of(
                                "App",
                                "Revision",
                                "Service",
                                "Function",
                                "Job",
                                "Cron",
                                "Daemon",
                                "Pod",
                                "Node",
                                "Event")
                        .contains(kind.title()))
                .toArray(Kind[]::new);
    }

    @Test
    void journalGoesOnWhereTheEarlierVersionEnded() throws Exception {
        long last = objects.stream()
                .mapToLong(o -> o.metadata().resourceVersion())
                .max()
                .orElseThrow();
        try (Journal journal = started()) {
            Config flags = (Config) find(journal, Kind.CONFIG, "flags");
            long revision = journal.submit(new Batch("later", Batch.NO_TERM, List.of(Change.update(changed(flags)))))
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS)
                    .revision();
            assertThat(revision).isGreaterThan(last);
        }
        try (Journal again = started()) {
            assertThat(find(again, Kind.CONFIG, "flags").metadata().resourceVersion())
                    .isGreaterThan(last);
            assertThat(again.snapshot().objects()).hasSameSizeAs(objects);
        }
    }

    /** An answer that was lost before the upgrade is still the same answer after it. */
    @Test
    void requestThatTheEarlierVersionAnsweredIsNotDoneAgain() throws Exception {
        try (Journal journal = started()) {
            long revision = journal.<Long>read(state -> state.revision());
            Config again = (Config) find(journal, Kind.CONFIG, "flags");
            journal.submit(new Batch("op-3", Batch.NO_TERM, List.of(new Change.Put(changed(again), Change.ANY))))
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS);
            assertThat(journal.<Long>read(state -> state.revision())).isEqualTo(revision);
        }
    }

    @Test
    void backupIsRestored() throws IOException {
        List<Resource> kept = Backup.read(Files.readAllBytes(directory.resolve("backup")));
        assertThat(kept)
                .containsExactlyInAnyOrderElementsOf(
                        objects.stream().filter(o -> Backup.holds(o.kind())).toList());
        try (Journal fresh = new Journal("s1", directory.resolve("fresh"))) {
            fresh.start();
            fresh.restore(kept);
            assertThat(fresh.snapshot().objects()).hasSameSizeAs(kept);
        }
    }

    @Test
    void secretIsOpened() throws IOException {
        SecretKeys keys =
                SecretKeys.parse(Files.readString(directory.resolve("secret.keys"), StandardCharsets.US_ASCII));
        Secret secret = objects.stream()
                .filter(Secret.class::isInstance)
                .map(Secret.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(keys.open("default", "db", "password", secret.spec().data().get("password")))
                .isEqualTo("hunter2");
    }

    private static Config changed(Config config) {
        return new Config(config.metadata(), new Config.Spec(Map.of("colour", "blue")));
    }

    private Journal started() {
        Journal journal = new Journal("s1", directory.resolve("journal"));
        journal.start();
        return journal;
    }

    private static Resource find(Journal journal, Kind kind, String name) {
        return journal.read(state -> state.view().get(new ObjectKey(kind, "default", name)))
                .orElseThrow();
    }
}
