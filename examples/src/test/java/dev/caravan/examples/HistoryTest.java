package dev.caravan.examples;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The checker of the fault tests must find what is wrong. */
class HistoryTest {
    private final History history = new History();

    private void did(String key, String value, long expected, long version, long begun, long ended) {
        history.did(new History.Operation(key, value, expected, version, begun, ended));
    }

    private void saw(String watcher, long version, String key, String value) {
        history.saw(watcher, version, new History.Seen(key, value));
    }

    @Test
    void historyOfOneStoreIsRight() {
        did("k", "a", 0, 3, 0, 1);
        did("k", "b", 3, 4, 2, 3);
        did("k", "c", 3, 0, 2, 5);
        did("k", "d", 4, -1, 4, 9);
        saw("w", 3, "k", "a");
        saw("w", 4, "k", "b");
        saw("w", 5, "k", "d");
        assertThatCode(history::check).doesNotThrowAnyException();
    }

    @Test
    void lostWriteIsFound() {
        did("k", "a", 0, 3, 0, 1);
        assertThatThrownBy(history::check).hasMessageContaining("is lost");
    }

    @Test
    void writeOverAnotherOneIsFound() {
        did("k", "a", 0, 3, 0, 1);
        did("k", "b", 0, 4, 2, 3);
        saw("w", 3, "k", "a");
        saw("w", 4, "k", "b");
        assertThatThrownBy(history::check).hasMessageContaining("replaced version 3");
    }

    @Test
    void orderAgainstTheClockIsFound() {
        did("k", "a", 0, 4, 0, 1);
        did("l", "b", 0, 3, 5, 6);
        saw("w", 3, "l", "b");
        saw("w", 4, "k", "a");
        assertThatThrownBy(history::check).hasMessageContaining("before one that ended before it began");
    }

    @Test
    void gapAndDisorderOfAWatchAreFound() {
        saw("v", 3, "k", "a");
        saw("v", 4, "k", "b");
        saw("v", 5, "k", "c");
        saw("w", 3, "k", "a");
        saw("w", 5, "k", "c");
        assertThatThrownBy(history::check).hasMessageContaining("w saw 2 of 3 versions");
    }

    @Test
    void refusalWithoutReasonIsFound() {
        did("k", "a", 0, 3, 0, 1);
        did("k", "b", 3, 0, 2, 3);
        saw("w", 3, "k", "a");
        assertThatThrownBy(history::check).hasMessageContaining("was refused though nothing had changed");
    }
}
