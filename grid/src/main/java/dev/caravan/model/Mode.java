package dev.caravan.model;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** How many pods of a workload run, and when. */
public sealed interface Mode {
    Kind kind();

    /**
     * A number of pods, always.
     *
     * @param replicas 0..1000
     * @param replaceAfter how long a pod of a lost node is waited for, after the node is not ready, before it is replaced
     */
    record Service(int replicas, Rollout rollout, Duration replaceAfter) implements Mode {
        public static final int MAX_REPLICAS = 1000;
        public static final Duration DEFAULT_REPLACE_AFTER = Duration.ofSeconds(3);

        public Service {
            if (replicas < 0 || replicas > MAX_REPLICAS) {
                throw new IllegalArgumentException("replicas must be 0.." + MAX_REPLICAS + ", was " + replicas);
            }
            rollout = rollout == null ? Rollout.rolling() : rollout;
            replaceAfter = replaceAfter == null ? DEFAULT_REPLACE_AFTER : replaceAfter;
        }

        public Service withReplicas(int changed) {
            return new Service(changed, rollout, replaceAfter);
        }

        @Override
        public Kind kind() {
            return Kind.SERVICE;
        }
    }

    /**
     * Scales with its requests, down to {@code min} pods.
     *
     * @param concurrency requests that one pod answers at a time
     * @param idle how long nothing may have been asked before the last pods go
     * @param timeout how long one request may take, waiting for a pod included
     * @param triggers what calls it beside its requests
     */
    record Function(
            int min, int max, int concurrency, Duration idle, Duration timeout, Rollout rollout, List<Trigger> triggers)
            implements Mode {
        public static final int DEFAULT_MAX = 10;
        public static final int DEFAULT_CONCURRENCY = 8;
        /** What a function answers on that states no port. */
        public static final int DEFAULT_PORT = 8080;

        public static final Duration DEFAULT_IDLE = Duration.ofSeconds(60);
        public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

        public Function {
            if (min < 0 || max < 1 || min > max || max > Service.MAX_REPLICAS) {
                throw new IllegalArgumentException(
                        "scale must be 0..1000 with at least one pod at most, was " + min + ".." + max);
            }
            if (concurrency < 1) throw new IllegalArgumentException("concurrency must be >= 1, was " + concurrency);
            idle = idle == null ? DEFAULT_IDLE : idle;
            timeout = timeout == null ? DEFAULT_TIMEOUT : timeout;
            rollout = rollout == null ? Rollout.rolling() : rollout;
            triggers = Copies.list(triggers);
        }

        /** A function that only requests call. */
        public Function(int min, int max, int concurrency, Duration idle, Duration timeout, Rollout rollout) {
            this(min, max, concurrency, idle, timeout, rollout, List.of());
        }

        @Override
        public Kind kind() {
            return Kind.FUNCTION;
        }
    }

    /**
     * Runs to completion, once for each changed spec.
     *
     * @param manual runs only when asked to
     * @param completions pods that must succeed
     * @param parallelism pods that run at a time
     * @param retries failed pods that are replaced before the job fails
     */
    record Job(
            boolean manual,
            int completions,
            int parallelism,
            int retries,
            Duration backoff,
            Duration maxBackoff,
            Optional<Duration> timeout)
            implements Mode {
        public static final int DEFAULT_RETRIES = 3;
        public static final Duration DEFAULT_BACKOFF = Duration.ofSeconds(5);
        public static final Duration DEFAULT_MAX_BACKOFF = Duration.ofMinutes(5);

        public Job {
            if (completions < 1) throw new IllegalArgumentException("completions must be >= 1, was " + completions);
            if (parallelism < 1) throw new IllegalArgumentException("parallelism must be >= 1, was " + parallelism);
            if (retries < 0) throw new IllegalArgumentException("retries must be >= 0, was " + retries);
            backoff = backoff == null ? DEFAULT_BACKOFF : backoff;
            maxBackoff = maxBackoff == null ? DEFAULT_MAX_BACKOFF : maxBackoff;
            timeout = timeout == null ? Optional.empty() : timeout;
        }

        public static Job once() {
            return new Job(false, 1, 1, DEFAULT_RETRIES, null, null, Optional.empty());
        }

        @Override
        public Kind kind() {
            return Kind.JOB;
        }
    }

    /**
     * Makes jobs by time.
     *
     * @param schedule five fields: minute, hour, day of month, month, day of week
     * @param zone the time zone that the schedule is read in, such as {@code Europe/Prague}
     */
    record Cron(String schedule, String zone, Overlap overlap, boolean suspended, Job job) implements Mode {
        public Cron {
            Objects.requireNonNull(schedule, "schedule");
            zone = zone == null ? "UTC" : zone;
            overlap = overlap == null ? Overlap.ALLOW : overlap;
            job = job == null ? Job.once() : job;
        }

        @Override
        public Kind kind() {
            return Kind.CRON;
        }
    }

    /** What a cron does when its last job still runs at the next time. */
    enum Overlap {
        ALLOW,
        FORBID,
        REPLACE;

        @Override
        public String toString() {
            return Copies.title(this);
        }
    }

    /** One pod on each matching node. */
    record Daemon() implements Mode {
        @Override
        public Kind kind() {
            return Kind.DAEMON;
        }
    }
}
