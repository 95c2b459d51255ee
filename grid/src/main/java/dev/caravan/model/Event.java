package dev.caravan.model;

import java.time.Instant;

/** Something that happened to an object, told once, for people. */
public record Event(Metadata metadata, Spec spec) implements Resource {
    /**
     * @param about the object it tells of
     * @param reason one word, such as {@code Bound} or {@code NodeLost}
     * @param source who tells it: {@code driver}, {@code api} or an agent's node
     */
    public record Spec(ObjectKey about, Severity severity, String reason, String message, String source, Instant at) {}

    /** Whether a person should look. */
    public enum Severity {
        NORMAL,
        WARNING;

        public String title() {
            return Copies.title(this);
        }

        @Override
        public String toString() {
            return title();
        }
    }

    @Override
    public Kind kind() {
        return Kind.EVENT;
    }

    @Override
    public Event with(Metadata changed) {
        return new Event(changed, spec);
    }
}
