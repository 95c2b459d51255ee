package dev.caravan.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of every command that talks to a server. */
final class ServerOptions {
    @Option(names = "--server", paramLabel = "URL", description = "The API server (CARAVAN_SERVER).")
    String server;

    @Option(names = "--token", paramLabel = "TOKEN", description = "The token to show (CARAVAN_TOKEN).")
    String token;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            description = "The namespace (CARAVAN_NAMESPACE; otherwise 'default').")
    String namespace;

    ApiClient client(Session session) {
        return new ApiClient(ClientConfig.resolve(server, token, session.environment()));
    }

    String namespace(Session session) {
        if (namespace != null) return namespace;
        String given = session.environment().getOrDefault("CARAVAN_NAMESPACE", "");
        return given.isEmpty() ? "default" : given;
    }

    Map<String, String> query(Session session) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("namespace", namespace(session));
        return query;
    }
}
