package dev.caravan.journal.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RaftSimulationTest {
    /** More with -Dcaravan.seeds=N. */
    private static final int SEEDS = Integer.getInteger("caravan.seeds", 60);

    private static final int STEPS = 300;

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void nothingAcknowledgedIsLostUnderAnyFaults(int members) {
        long acknowledged = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Simulation simulation = new Simulation(seed, members);
            try {
                disturbed(simulation, seed);
                simulation.settle();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
            acknowledged += simulation.acknowledged();
        }
        assertThat(acknowledged).as("commands that came through").isGreaterThan(SEEDS * 50L);
    }

    private static void disturbed(Simulation simulation, long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            simulation.run(random.nextInt(40));
            for (int i = random.nextInt(4); i > 0; i--) simulation.propose();
            if (random.nextInt(6) == 0) simulation.disturb();
        }
    }

    @Test
    void membersChangeUnderFaultsWithoutLosingAnything() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Simulation simulation = new Simulation(seed, 3);
            simulation.join("s4");
            try {
                Random random = new Random(seed);
                for (int step = 0; step < STEPS; step++) {
                    simulation.run(random.nextInt(40));
                    simulation.propose();
                    if (random.nextInt(8) == 0) simulation.disturb();
                    if (step % 20 == 10) simulation.change(m -> changed(m, random));
                }
                simulation.settle();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** Adds, promotes or removes s4. */
    private static Members changed(Members members, Random random) {
        if (members.find("s4").isEmpty()) return members.with(Simulation.member("s4", false));
        if (!members.isVoter("s4")) return members.with(Simulation.member("s4", true));
        return random.nextBoolean() ? members.without("s4") : members;
    }

    @Test
    void leaderIsReplacedSoonAfterItsCrash() {
        Simulation simulation = new Simulation(7, 3);
        simulation.run(2_000);
        assertThat(simulation.members().voters()).hasSize(3);
        long terms = simulation.terms();
        simulation.crashLeader();
        simulation.run(1_500);
        assertThat(simulation.terms()).isGreaterThan(terms);
        assertThat(simulation.members().voters()).hasSize(3);
    }

    @Test
    void leaderWithoutMajorityGivesUp() {
        Simulation simulation = new Simulation(8, 3);
        simulation.run(2_000);
        simulation.isolateLeader();
        simulation.run(3 * Simulation.TIMING.election());
        assertThat(simulation.leadersNow()).isEqualTo(1);
    }
}
