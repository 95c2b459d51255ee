package dev.caravan.journal;

import java.util.List;

/** What travels at once: parts, and who sends them. */
record Frame(String from, String id, List<Part> parts) {
    Frame {
        parts = List.copyOf(parts);
    }
}
