package dev.caravan.flow;

import dev.caravan.connect.DeadLetters;
import dev.caravan.connect.FunctionCalls;
import dev.caravan.connect.UserEndpoints;
import dev.caravan.model.Goal;
import dev.caravan.model.Mode;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Trigger;
import dev.caravan.model.Workload;
import dev.caravan.model.WorkloadStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * {@code trigger:time} and {@code trigger:camel}: what calls a function beside its requests. A time is written down as seen to
 * once its call has ended, well or to the last of its retries: a driver that dies in between leaves it to the next one, which
 * calls again, with the same key. Of the times that were missed, the last is made up for. A trigger's calls never overlap.
 */
final class Triggering {
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofMinutes(1);
    private static final int MAX_DOUBLINGS = 6;

    /** More missed times than these are not counted one by one. */
    private static final int MAX_MISSED = 10_000;

    private record Firing(ObjectKey function, String trigger) {}

    /**
     * What calls go through.
     *
     * @param wake looks at a function's row again
     */
    record Parts(
            FunctionCalls calls,
            UserEndpoints endpoints,
            DeadLetters letters,
            ScheduledExecutorService timer,
            Consumer<ObjectKey> wake) {}

    private final Parts parts;
    private volatile boolean stopped;
    private final Map<Firing, Instant> underWay = new ConcurrentHashMap<>();
    private final Map<Firing, Instant> ended = new ConcurrentHashMap<>();

    Triggering(Parts parts) {
        this.parts = parts;
    }

    Map<String, Step> steps() {
        return Map.of("time", this::time, "camel", this::camel);
    }

    private CompletionStage<?> camel(Pass pass) {
        pass.observed().ifPresent(observed -> {
            List<Trigger.Camel> wanted =
                    isRunning(observed.workload()) ? triggers(observed.workload(), Trigger.Camel.class) : List.of();
            parts.endpoints().listen(pass.key(), wanted);
            String message = parts.endpoints().problem(pass.key()).orElse("");
            WorkloadStatus status =
                    pass.changes().status().orElse(observed.workload().status());
            if (!status.message().equals(message)) pass.changes().status(status.saying(message));
        });
        return CompletableFuture.completedFuture(null);
    }

    private static boolean isRunning(Workload workload) {
        return workload.spec().goal() == Goal.RUN;
    }

    private static <T extends Trigger> List<T> triggers(Workload function, Class<T> type) {
        return ((Mode.Function) function.spec().mode())
                .triggers().stream().filter(type::isInstance).map(type::cast).toList();
    }

    private CompletionStage<?> time(Pass pass) {
        pass.observed()
                .filter(observed -> isRunning(observed.workload()))
                .ifPresent(observed -> fire(pass, observed.workload(), observed.now()));
        return CompletableFuture.completedFuture(null);
    }

    private void fire(Pass pass, Workload function, Instant now) {
        WorkloadStatus status = pass.changes().status().orElse(function.status());
        Map<String, Instant> fired = new TreeMap<>();
        for (Trigger.Timed trigger : triggers(function, Trigger.Timed.class)) {
            Firing firing = new Firing(pass.key(), trigger.id());
            Instant last = Optional.ofNullable(status.fired().get(trigger.id())).orElse(now);
            // Looked at first: a call that ends in between is then among the ended ones, and is not made again.
            boolean busy = underWay.containsKey(firing);
            Instant done = ended.get(firing);
            if (done != null && done.isAfter(last)) last = done;
            if (done != null && !done.isAfter(status.fired().getOrDefault(trigger.id(), Instant.MIN))) {
                ended.remove(firing, done);
            }
            fired.put(trigger.id(), last);
            if (!busy) look(pass, firing, trigger, last, now);
        }
        if (!fired.equals(status.fired())) pass.changes().status(status.fired(fired));
    }

    private void look(Pass pass, Firing firing, Trigger.Timed trigger, Instant last, Instant now) {
        Optional<Instant> due = trigger.next(last);
        Optional<Instant> next = due;
        for (int i = 0; i < MAX_MISSED && next.isPresent() && !next.get().isAfter(now); i++) {
            due = next;
            next = trigger.next(next.get());
        }
        if (due.isEmpty()) return;
        if (due.get().isAfter(now)) {
            pass.changes().wakeAt(due.get());
            return;
        }
        underWay.put(firing, due.get());
        attempt(firing, trigger, due.get(), 0);
    }

    private void attempt(Firing firing, Trigger.Timed trigger, Instant due, int retries) {
        if (stopped) return;
        String key = firing.function().path() + "/" + firing.trigger() + "/" + due;
        byte[] body = ("{\"trigger\":\"" + firing.trigger() + "\",\"time\":\"" + due + "\"}")
                .getBytes(StandardCharsets.UTF_8);
        call(firing, body, key).whenComplete((answer, failure) -> {
            if (failure == null) {
                end(firing, due);
            } else if (retries < trigger.retries()) {
                parts.timer()
                        .schedule(
                                () -> attempt(firing, trigger, due, retries + 1),
                                pause(key, retries).toMillis(),
                                TimeUnit.MILLISECONDS);
            } else {
                giveUp(firing, trigger, due, new String(body, StandardCharsets.UTF_8), failure);
            }
        });
    }

    /** What fails at once has failed as any other call: were it thrown, the trigger would seem under way for good. */
    private CompletionStage<String> call(Firing firing, byte[] body, String key) {
        try {
            return parts.calls().call(firing.function(), body, key);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** A second, then twice as long each time, up to a minute; a fifth more or less, by the call's key. */
    private static Duration pause(String key, int retries) {
        Duration pause = FIRST_RETRY.multipliedBy(1L << Math.min(retries, MAX_DOUBLINGS));
        if (pause.compareTo(LAST_RETRY) > 0) pause = LAST_RETRY;
        int percent = 80 + Math.floorMod((key + retries).hashCode(), 41);
        return pause.multipliedBy(percent).dividedBy(100);
    }

    private void giveUp(Firing firing, Trigger.Timed trigger, Instant due, String body, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        String why = String.valueOf(cause.getMessage());
        Optional<String> name = trigger.deadLetter().filter(target -> target.indexOf(':') < 0);
        trigger.deadLetter()
                .filter(target -> target.indexOf(':') >= 0)
                .map(uri -> parts.endpoints().send(uri, body, Map.of("Idempotency-Key", firing + "/" + due)))
                .orElse(CompletableFuture.completedFuture(""))
                .handle((sent, lost) -> lost == null ? why : why + "; its dead letter was lost: " + lost.getMessage())
                .thenCompose(told -> parts.letters()
                        .keep(name, firing.function(), firing.trigger(), body, told)
                        .thenApply(kept -> told))
                .whenComplete((told, lost) -> end(firing, due));
    }

    private void end(Firing firing, Instant due) {
        ended.put(firing, due);
        underWay.remove(firing);
        parts.wake().accept(firing.function());
    }

    /** Makes no further call: what is not done yet is the next driver's. */
    void stop() {
        stopped = true;
    }

    /** Forgets functions that are no more. */
    void keepOnly(java.util.Set<ObjectKey> functions) {
        ended.keySet().removeIf(firing -> !functions.contains(firing.function()));
        parts.endpoints().listenOnlyFor(functions);
    }
}
