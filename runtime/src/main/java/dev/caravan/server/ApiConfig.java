package dev.caravan.server;

import dev.caravan.script.Compiler;
import dev.caravan.secret.SecretKeys;
import dev.caravan.store.ChangeFeed;
import dev.caravan.store.ClusterStore;
import java.time.Clock;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the API server works with.
 *
 * @param token what callers must show
 * @param connectors schemes of the Camel components that scripts may name
 * @param store shows what was committed through it at once, so that callers read their own writes
 */
public record ApiConfig(
        String address,
        int port,
        String token,
        ClusterStore store,
        ChangeFeed feed,
        Compiler compiler,
        LogSource logs,
        Administration administration,
        SecretKeys secretKeys,
        Set<String> connectors,
        Clock clock,
        Supplier<String> uids) {
    /** The port unless told otherwise. */
    public static final int DEFAULT_PORT = 7400;
}
