package dev.caravan.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.journal.Backup;
import dev.caravan.journal.Journal;
import dev.caravan.model.Config;
import dev.caravan.model.Kind;
import dev.caravan.model.Metadata;
import dev.caravan.model.Resource;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.Page;
import dev.caravan.store.Query;
import dev.caravan.store.StoreException;
import dev.caravan.testing.Given;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    private static final int CONFIGS = 3_000;

    @TempDir
    Path directory;

    @Test
    void whatWasDeclaredIsRestoredWholeIntoAnEmptyClusterAlsoAfterARestart() throws IOException {
        byte[] backup = backup();
        try (Journal target = started("target")) {
            target.restore(Backup.read(backup));
            List<Resource> configs = configs(target);
            assertThat(configs).hasSize(CONFIGS);
            assertThat(configs)
                    .extracting(r -> r.metadata().resourceVersion())
                    .containsOnly(configs.get(0).metadata().resourceVersion());
            assertThat(configs.get(7).metadata().uid()).isEqualTo("uid-c10007");
        }
        try (Journal again = started("target")) {
            assertThat(configs(again)).hasSize(CONFIGS);
        }
    }

    @Test
    void clusterThatIsNotEmptyIsLeftAsItIs() throws IOException {
        byte[] backup = backup();
        try (Journal target = started("target")) {
            commit(target, Change.create(config("mine", "mine")));
            assertThatThrownBy(() -> target.restore(Backup.read(backup)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("the cluster is not empty: default/config/mine");
            assertThat(configs(target)).hasSize(1);
        }
    }

    @Test
    void oneBitThatIsAnotherIsEnoughToRefuseIt() throws IOException {
        byte[] backup = backup();
        for (int offset : List.of(0, 5, 40, backup.length / 2, backup.length - 1)) {
            byte[] damaged = backup.clone();
            damaged[offset] ^= 4;
            assertThatThrownBy(() -> Backup.read(damaged)).isInstanceOf(IllegalArgumentException.class);
        }
        byte[] cut = java.util.Arrays.copyOf(backup, backup.length - 100);
        assertThatThrownBy(() -> Backup.read(cut)).hasMessageContaining("damaged");
    }

    private byte[] backup() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Journal source = started("source")) {
            List<Change> changes = new ArrayList<>();
            for (int i = 0; i < CONFIGS; i++) changes.add(Change.create(config("c" + (10_000 + i), "x".repeat(1_000))));
            commit(source, changes.toArray(Change[]::new));
            commit(source, Change.register(Given.node("n1")));
            Backup.write(source, bytes);
        }
        assertThat(Backup.read(bytes.toByteArray())).noneMatch(r -> r.kind() == Kind.NODE);
        return bytes.toByteArray();
    }

    private Journal started(String name) {
        Journal journal = new Journal("s1", directory.resolve(name));
        journal.start();
        return journal;
    }

    private static void commit(Journal journal, Change... changes) {
        journal.submit(new Batch("op-" + changes.length + changes[0].key(), Batch.NO_TERM, List.of(changes)))
                .toCompletableFuture()
                .join();
    }

    private static List<Resource> configs(Journal journal) {
        return journal.read(
                state -> state.view().list(Query.of(Kind.CONFIG), Page.all()).items());
    }

    private static Config config(String name, String value) {
        return new Config(
                Metadata.create("default", name, "uid-" + name, Instant.EPOCH), new Config.Spec(Map.of("v", value)));
    }
}
