package dev.caravan.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.script.ScriptCompiler;
import dev.caravan.store.ChangeFeed;
import dev.caravan.store.ClusterStore;
import java.time.Clock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the API server works with.
 *
 * @param token what callers must show
 * @param store shows what was committed through it at once, so that callers read their own writes
 * @param status the cluster's health; told whether the cluster's name for consoles is asked for
 */
public record ApiConfig(
        String address,
        int port,
        String token,
        ClusterStore store,
        ChangeFeed feed,
        ScriptCompiler compiler,
        LogSource logs,
        Function<Boolean, ObjectNode> status,
        Clock clock,
        Supplier<String> uids) {
    /** The port unless told otherwise. */
    public static final int DEFAULT_PORT = 7400;
}
