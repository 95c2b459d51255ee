package dev.caravan.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Partitions of the network between three servers under load. Needs root, iproute2 and iptables, and is left out unless it is
 * asked for: {@code .ci/long netns}.
 */
@Tag("netns")
class PartitionTest {
    private static final int CLIENTS = 6;

    private Network network;
    private Quorum quorum;

    @BeforeEach
    void start() {
        network = new Network();
        quorum = new Quorum(network);
        quorum.startAll();
        quorum.load(CLIENTS);
        quorum.awaitWrites(200);
    }

    @AfterEach
    void end() {
        quorum.close();
        network.close();
    }

    @Test
    void leaderThatIsCutOffRefusesWritesAndFollowsAgainWhenTheNetworkIsHealed() {
        String cut = quorum.leader();
        network.cutOff(cut);
        awaitMinority(cut);
        quorum.awaitWrites(200);
        await("the grid of the others goes on").atMost(Duration.ofSeconds(30)).until(() -> projectedByOthers(cut));
        network.heal(cut);
        awaitBack(cut);
        quorum.awaitWrites(200);
        quorum.check();
    }

    @Test
    void followerThatIsCutOffDisturbsNobodyAndCatchesUp() {
        String leader = quorum.leader();
        String cut = quorum.follower();
        long term = quorum.status(leader).path("term").asLong();
        network.cutOff(cut);
        awaitMinority(cut);
        quorum.awaitWrites(300);
        network.heal(cut);
        awaitBack(cut);
        assertThat(quorum.leader()).as("the leader before and after").isEqualTo(leader);
        assertThat(quorum.status(leader).path("term").asLong()).isEqualTo(term);
        quorum.awaitWrites(100);
        quorum.check();
    }

    /** It still sends, so the others hear a leader that hears nobody. */
    @Test
    void leaderThatHearsNobodyGivesUp() {
        String deaf = quorum.leader();
        network.deafen(deaf);
        await("another leader").atMost(Duration.ofSeconds(30)).until(() -> Quorum.NAMES.stream()
                .filter(name -> !name.equals(deaf))
                .anyMatch(name -> {
                    String leader = quorum.status(name).path("leader").asText();
                    return !leader.isEmpty() && !leader.equals(deaf);
                }));
        quorum.awaitWrites(200);
        network.heal(deaf);
        awaitBack(deaf);
        quorum.awaitWrites(100);
        quorum.check();
    }

    @Test
    void partitionsThatComeAndGoLoseNothing() {
        for (int i = 0; i < 4; i++) {
            String cut = i % 2 == 0 ? quorum.leader() : quorum.follower();
            network.cutOff(cut);
            quorum.awaitWrites(100);
            network.heal(cut);
            quorum.awaitWrites(50);
        }
        quorum.awaitHealthy();
        quorum.check();
    }

    /** Its reads say that they may be old, its writes are refused at once. */
    private void awaitMinority(String cut) {
        await(cut + " knows that it is alone")
                .atMost(Duration.ofSeconds(10))
                .until(() -> quorum.call(cut, "GET", "configs/k1", "").stale());
        long begun = System.nanoTime();
        Quorum.Answer refused = quorum.call(cut, "POST", "configs", "{\"metadata\":{\"name\":\"refused\"}}");
        assertThat((System.nanoTime() - begun) / 1_000_000)
                .as("milliseconds until the refusal")
                .isLessThan(1_000);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.body().path("detail").asText()).startsWith("no quorum");
        assertThat(quorum.status(cut).path("healthy").asBoolean()).isFalse();
    }

    private boolean projectedByOthers(String cut) {
        return Quorum.NAMES.stream().filter(name -> !name.equals(cut)).allMatch(name -> {
            var status = quorum.status(name);
            return status.path("revision").asLong() > 0
                    && status.path("revision").asLong()
                                    - status.path("projectedRevision").asLong()
                            < 200;
        });
    }

    /** All are in one quorum and in one grid again. */
    private void awaitBack(String cut) {
        await(cut + " is back").atMost(Duration.ofSeconds(60)).until(() -> {
            var status = quorum.status(cut);
            return status.path("healthy").asBoolean() && status.path("members").size() == Quorum.NAMES.size();
        });
    }
}
