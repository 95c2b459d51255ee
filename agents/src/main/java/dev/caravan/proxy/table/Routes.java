package dev.caravan.proxy.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which port answers for a host and path at the ingress. A route is {@code host/path}, {@code /path} or {@code host}; its
 * path covers what is beneath it ({@code /a} covers {@code /a} and {@code /a/b}, not {@code /ab}), with a trailing
 * {@code *} whatever starts so. A route of the asked host beats one of any host; then the longest path wins. Immutable.
 */
public final class Routes {
    private record Route(String path, boolean open, PortKey target) {
        boolean covers(String asked) {
            if (!asked.startsWith(path)) return false;
            return open || path.endsWith("/") || asked.length() == path.length() || asked.charAt(path.length()) == '/';
        }
    }

    /** The host of routes that state none. */
    private static final String ANY_HOST = "";

    private final Map<String, List<Route>> byHost;

    private Routes(Map<String, List<Route>> byHost) {
        this.byHost = byHost;
    }

    /** Routes from their texts; of two equal ones the smaller target wins, on every node. */
    public static Routes of(Map<PortKey, String> texts) {
        Map<String, List<Route>> byHost = new HashMap<>();
        texts.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
            String at = entry.getValue().trim();
            boolean open = at.endsWith("*");
            if (open) at = at.substring(0, at.length() - 1);
            int slash = at.indexOf('/');
            String host = slash < 0 ? at : at.substring(0, slash);
            String path = slash < 0 ? "/" : at.substring(slash);
            if (!open && path.length() > 1 && path.endsWith("/")) path = path.substring(0, path.length() - 1);
            byHost.computeIfAbsent(host.toLowerCase(Locale.ROOT), key -> new ArrayList<>())
                    .add(new Route(path, open, entry.getKey()));
        });
        byHost.values()
                .forEach(routes -> routes.sort(Comparator.comparingInt((Route route) -> -route.path.length())
                        .thenComparing(Route::open)));
        return new Routes(byHost);
    }

    /**
     * The port that answers.
     *
     * @param host as in the Host header, with or without a port
     * @param path with or without a query
     */
    public Optional<PortKey> find(String host, String path) {
        String asked = pathOnly(path);
        Optional<PortKey> own = host.isEmpty() ? Optional.empty() : find(byHost.get(hostOnly(host)), asked);
        return own.isPresent() ? own : find(byHost.get(ANY_HOST), asked);
    }

    private static Optional<PortKey> find(List<Route> routes, String path) {
        if (routes == null) return Optional.empty();
        for (Route route : routes) {
            if (route.covers(path)) return Optional.of(route.target);
        }
        return Optional.empty();
    }

    private static String hostOnly(String host) {
        int colon = host.startsWith("[") ? host.indexOf(':', host.indexOf(']') + 1) : host.indexOf(':');
        String bare = colon < 0 ? host : host.substring(0, colon);
        return bare.toLowerCase(Locale.ROOT);
    }

    private static String pathOnly(String path) {
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }
}
