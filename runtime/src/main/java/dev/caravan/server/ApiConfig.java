package dev.caravan.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.script.ScriptCompiler;
import dev.caravan.store.ChangeFeed;
import dev.caravan.store.ClusterStore;
import java.time.Clock;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * What the API server works with.
 *
 * @param token what callers must show
 * @param projected completes once reads show a revision, so that callers read their own writes
 * @param status the cluster's health; told whether the cluster's name for consoles is asked for
 */
public record ApiConfig(
        String address,
        int port,
        String token,
        ClusterStore store,
        ChangeFeed feed,
        LongFunction<CompletionStage<Void>> projected,
        ScriptCompiler compiler,
        LogSource logs,
        Function<Boolean, ObjectNode> status,
        Clock clock,
        Supplier<String> uids) {
    /** The port unless told otherwise. */
    public static final int DEFAULT_PORT = 7400;
}
