package dev.caravan.flow;

import dev.caravan.workflow.World;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The world outside of a test: counts what it is asked, and answers when the test says so. */
final class FakeOutside {
    /** One call that came. */
    record Call(String what, String body, String key, CompletableFuture<String> answer) {}

    final List<Call> calls = new CopyOnWriteArrayList<>();
    final Map<String, Double> metrics = new ConcurrentHashMap<>();
    volatile String lastLine = "";
    volatile boolean answersAtOnce = true;

    World.Reach reach() {
        return new World.Reach(
                (uri, body, headers) -> call(uri, body, headers),
                (method, url, body, headers) -> call(method + " " + url, body, headers),
                pod -> CompletableFuture.completedFuture(lastLine),
                (metric, workload, canary, over) ->
                        metrics.containsKey(metric) ? OptionalDouble.of(metrics.get(metric)) : OptionalDouble.empty());
    }

    private CompletionStage<String> call(String what, String body, Map<String, String> headers) {
        Call call = new Call(what, body, headers.get("Idempotency-Key"), new CompletableFuture<>());
        calls.add(call);
        if (answersAtOnce) call.answer().complete("answer to " + what);
        return call.answer();
    }

    long distinctKeys() {
        return calls.stream().map(Call::key).distinct().count();
    }
}
