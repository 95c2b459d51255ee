package dev.caravan.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Faults on three real servers under load; each ends with a check of everything that clients and watchers saw. */
class QuorumFaultTest {
    /** Full restarts in a row; 20 in the long job: {@code -Dcaravan.restarts=20}. */
    private static final int RESTARTS = Integer.getInteger("caravan.restarts", 2);

    private static final int CLIENTS = 6;

    private final Quorum quorum = new Quorum();

    @AfterEach
    void end() {
        quorum.close();
    }

    @Test
    void killedLeaderIsReplacedAndCatchesUpWhenItIsBack() {
        quorum.startAll();
        quorum.load(CLIENTS);
        quorum.awaitWrites(200);
        String leader = quorum.leader();
        quorum.kill(leader);
        quorum.awaitWrites(200);
        assertThat(quorum.leader()).isNotEqualTo(leader);
        quorum.start(leader);
        quorum.awaitReady(leader);
        quorum.awaitWrites(200);
        quorum.check();
    }

    @Test
    void killedFollowerCatchesUpUnderSteadyLoad() {
        quorum.startAll();
        quorum.load(CLIENTS);
        quorum.awaitWrites(100);
        String follower = quorum.follower();
        quorum.kill(follower);
        quorum.awaitWrites(300);
        quorum.start(follower);
        quorum.awaitReady(follower);
        await("lag of " + follower).atMost(Duration.ofSeconds(20)).until(() -> {
            long behind = quorum.status(quorum.leader()).path("revision").asLong()
                    - quorum.status(follower).path("revision").asLong();
            return behind < 50;
        });
        quorum.check();
    }

    @Test
    void everythingIsThereAfterAllWereKilledAtOnceAgainAndAgain() {
        quorum.startAll();
        quorum.load(CLIENTS);
        for (int i = 0; i < RESTARTS; i++) {
            quorum.awaitWrites(100);
            Quorum.NAMES.forEach(quorum::kill);
            Quorum.NAMES.forEach(quorum::start);
            Quorum.NAMES.forEach(quorum::awaitReady);
        }
        quorum.awaitWrites(100);
        quorum.check();
    }

    @Test
    void leaderThatStoodStillForTenSecondsDoesNoHarmWhenItGoesOn() {
        quorum.startAll();
        quorum.load(CLIENTS);
        quorum.awaitWrites(100);
        String leader = quorum.leader();
        long since = System.nanoTime();
        quorum.signal(leader, "STOP");
        quorum.awaitWrites(50);
        await().atMost(Duration.ofSeconds(15)).until(() -> System.nanoTime() - since > 10_000_000_000L);
        quorum.signal(leader, "CONT");
        quorum.awaitWrites(100);
        quorum.check();
    }

    @Test
    void withoutMajorityWritesAreRefusedAtOnceAndReadsSaySo() {
        quorum.startAll();
        quorum.load(CLIENTS);
        quorum.awaitWrites(100);
        String left = quorum.leader();
        Quorum.NAMES.stream().filter(name -> !name.equals(left)).forEach(quorum::kill);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> quorum.call(left, "GET", "configs/k1", "").stale());
        long begun = System.nanoTime();
        Quorum.Answer refused = quorum.call(left, "POST", "configs", "{\"metadata\":{\"name\":\"refused\"}}");
        long millis = (System.nanoTime() - begun) / 1_000_000;
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.body().path("detail").asText()).startsWith("no quorum");
        assertThat(millis).as("milliseconds until the refusal").isLessThan(1_000);
        assertThat(quorum.call(left, "GET", "configs/k1", "").status()).isEqualTo(200);
        assertThat(quorum.status(left).path("healthy").asBoolean()).isFalse();
        Quorum.NAMES.stream().filter(name -> !name.equals(left)).forEach(quorum::start);
        Quorum.NAMES.forEach(quorum::awaitReady);
        quorum.awaitWrites(100);
        quorum.check();
    }

    @Test
    void memberWithADamagedLogRefusesToStartAndTheOthersGoOn() throws IOException {
        quorum.startAll();
        quorum.load(CLIENTS);
        quorum.awaitWrites(200);
        String follower = quorum.follower();
        quorum.kill(follower);
        flip(quorum.data(follower).resolve("journal"), 2_000);
        Program.Ended ended = quorum.start(follower).awaitEnd(Duration.ofSeconds(30));
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err()).contains("is damaged at").contains("but was synced");
        quorum.awaitWrites(100);
        flip(quorum.data(follower).resolve("journal"), 2_000); // mended
        quorum.start(follower);
        quorum.awaitReady(follower);
        quorum.check();
    }

    private static void flip(Path journal, long offset) throws IOException {
        Path segment;
        try (Stream<Path> files = Files.list(journal)) {
            segment = files.filter(f -> f.getFileName().toString().startsWith("log-"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            file.seek(offset);
            int value = file.read();
            file.seek(offset);
            file.write(value ^ 0x10);
        }
    }
}
