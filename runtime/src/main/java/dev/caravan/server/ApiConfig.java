package dev.caravan.server;

import dev.caravan.script.ScriptCompiler;
import dev.caravan.secret.SecretKeys;
import dev.caravan.store.ChangeFeed;
import dev.caravan.store.ClusterStore;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * What the API server works with.
 *
 * @param token what callers must show
 * @param store shows what was committed through it at once, so that callers read their own writes
 */
public record ApiConfig(
        String address,
        int port,
        String token,
        ClusterStore store,
        ChangeFeed feed,
        ScriptCompiler compiler,
        LogSource logs,
        Administration administration,
        SecretKeys secretKeys,
        Clock clock,
        Supplier<String> uids) {
    /** The port unless told otherwise. */
    public static final int DEFAULT_PORT = 7400;
}
