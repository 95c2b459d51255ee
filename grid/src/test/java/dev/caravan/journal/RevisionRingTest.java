package dev.caravan.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RevisionRingTest {
    @Test
    void largeCommitsTakeTheRoomOfManySmallOnes() {
        RevisionRing ring = new RevisionRing(1_000);
        for (int revision = 1; revision <= 10; revision++) ring.add(revision, List.of(), 100);
        assertThat(ring.oldest()).isZero();
        ring.add(11, List.of(), 500);
        assertThat(ring.oldest()).isEqualTo(5);
        ring.add(12, List.of(), 5_000);
        assertThat(ring.oldest()).as("the last one is always kept").isEqualTo(11);
        ring.reset(20);
        for (int revision = 21; revision <= 30; revision++) ring.add(revision, List.of(), 100);
        assertThat(ring.oldest()).isEqualTo(20);
    }

    @Test
    void numberOfCommitsIsBoundedToo() {
        RevisionRing ring = new RevisionRing(Long.MAX_VALUE);
        for (int revision = 1; revision <= RevisionRing.CAPACITY + 5; revision++) ring.add(revision, List.of(), 1);
        assertThat(ring.oldest()).isEqualTo(5);
    }
}
