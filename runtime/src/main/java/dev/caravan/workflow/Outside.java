package dev.caravan.workflow;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What this driver has asked of the world outside and not yet journaled the answer of. It is lost with the driver: the next
 * one asks again, under the same key. Thread-safe; bounded by {@link #MAX_UNDER_WAY}.
 */
public final class Outside {
    /** Calls at a time; further ones wait for their turn. */
    public static final int MAX_UNDER_WAY = 256;

    /** Where a call is. */
    public enum State {
        UNKNOWN,
        UNDER_WAY,
        DONE,
        FAILED
    }

    /** What is known of a call: its answer, or what went wrong. */
    public record Answer(State state, String text) {
        static final Answer UNKNOWN = new Answer(State.UNKNOWN, "");
        static final Answer UNDER_WAY = new Answer(State.UNDER_WAY, "");
    }

    private final Map<String, CompletableFuture<String>> calls = new ConcurrentHashMap<>();

    Answer answer(String ticket) {
        CompletableFuture<String> call = calls.get(ticket);
        if (call == null) return Answer.UNKNOWN;
        if (!call.isDone()) return Answer.UNDER_WAY;
        try {
            return new Answer(State.DONE, Objects.requireNonNullElse(call.join(), ""));
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
            return new Answer(State.FAILED, text);
        } catch (java.util.concurrent.CancellationException e) {
            return new Answer(State.FAILED, "it was given up");
        }
    }

    /** Whether another call may be begun. */
    boolean hasRoom() {
        return calls.values().stream().filter(call -> !call.isDone()).count() < MAX_UNDER_WAY;
    }

    /** Begins a call, once for each ticket; calls back when it has ended, whatever way. */
    public void launch(String ticket, Supplier<CompletionStage<String>> call, Runnable ended) {
        CompletableFuture<String> future = new CompletableFuture<>();
        if (calls.putIfAbsent(ticket, future) != null) return;
        try {
            call.get().whenComplete((text, failure) -> {
                if (failure == null) {
                    future.complete(text);
                } else {
                    future.completeExceptionally(unwrapped(failure));
                }
                ended.run();
            });
        } catch (RuntimeException e) {
            future.completeExceptionally(e);
            ended.run();
        }
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** Its answer is journaled, or nobody wants it any more. */
    public void forget(String ticket) {
        CompletableFuture<String> call = calls.remove(ticket);
        if (call != null) call.cancel(false);
    }
}
