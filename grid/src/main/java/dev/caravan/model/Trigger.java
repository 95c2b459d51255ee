package dev.caravan.model;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;

/** What calls a function beside the requests that come through the ingress. */
public sealed interface Trigger {
    int DEFAULT_RETRIES = 3;

    /** Names the trigger among those of its function: equal for equal triggers. */
    String id();

    /** How often a call that failed is tried again. */
    int retries();

    /**
     * Where a call goes that failed to the last: the URI of a Camel endpoint, or a name under which the cluster keeps it as a
     * config.
     */
    Optional<String> deadLetter();

    /** A trigger that fires by time. A time that passed while nobody drove fires once, late. */
    sealed interface Timed extends Trigger {
        /** The first time after another; empty when none comes. */
        Optional<Instant> next(Instant after);
    }

    /**
     * Fires again and again.
     *
     * @param period at least a second
     */
    record Every(Duration period, int retries, Optional<String> deadLetter) implements Timed {
        public static final Duration SHORTEST = Duration.ofSeconds(1);

        public Every {
            Objects.requireNonNull(period, "period");
            if (period.compareTo(SHORTEST) < 0) {
                throw new IllegalArgumentException("every must be 1 second or longer");
            }
            deadLetter = deadLetter == null ? Optional.empty() : deadLetter;
        }

        @Override
        public String id() {
            return "every " + period;
        }

        @Override
        public Optional<Instant> next(Instant after) {
            return Optional.of(after.plus(period));
        }
    }

    /** Fires by a schedule, read in a time zone. */
    record Cron(String schedule, String zone, int retries, Optional<String> deadLetter) implements Timed {
        public Cron {
            Objects.requireNonNull(schedule, "schedule");
            zone = zone == null ? "UTC" : zone;
            deadLetter = deadLetter == null ? Optional.empty() : deadLetter;
        }

        @Override
        public String id() {
            return "cron " + schedule + " " + zone;
        }

        @Override
        public Optional<Instant> next(Instant after) {
            return CronSchedule.parse(schedule)
                    .next(after.atZone(CronSchedule.zone(zone).orElse(ZoneOffset.UTC)))
                    .map(java.time.ZonedDateTime::toInstant);
        }
    }

    /** Fires for each message that a Camel endpoint has; the message's body is the call's. */
    record Camel(String uri, int retries, Optional<String> deadLetter) implements Trigger {
        public Camel {
            Objects.requireNonNull(uri, "uri");
            deadLetter = deadLetter == null ? Optional.empty() : deadLetter;
        }

        @Override
        public String id() {
            return "camel " + uri;
        }
    }
}
