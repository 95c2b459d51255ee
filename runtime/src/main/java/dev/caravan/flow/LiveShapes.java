package dev.caravan.flow;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One real route for each shape that some row has, or definition that some run has. Thread-safe; dropped by one thread. */
final class LiveShapes {
    private static final Logger LOG = LoggerFactory.getLogger(LiveShapes.class);

    private final DefaultCamelContext camel;
    private final Map<String, String> live = new ConcurrentHashMap<>();
    private final Set<String> unused = new HashSet<>();

    LiveShapes(DefaultCamelContext camel) {
        this.camel = camel;
    }

    Set<String> hashes() {
        return Set.copyOf(live.keySet());
    }

    /** Makes sure that the route of a hash is there, and returns the hash. */
    String install(String hash, Supplier<RouteDefinition> definition) {
        live.computeIfAbsent(hash, missing -> {
            try {
                RouteDefinition route = definition.get();
                camel.addRouteDefinition(route);
                LOG.info(
                        "event=RouteInstalled route={} steps={}",
                        route.getId(),
                        route.getOutputs().size());
                return route.getId();
            } catch (Exception e) {
                throw new IllegalStateException("route " + missing + " cannot be installed: " + e.getMessage(), e);
            }
        });
        return hash;
    }

    /** Drops shapes that no row has now nor had at the last call: a row may just be on its way to one. */
    void dropAllBut(Set<String> used) {
        unused.removeAll(used);
        unused.retainAll(live.keySet());
        for (String hash : Set.copyOf(unused)) drop(hash);
        unused.clear();
        live.keySet().stream().filter(hash -> !used.contains(hash)).forEach(unused::add);
    }

    private void drop(String hash) {
        String route = live.get(hash);
        try {
            camel.getRouteController().stopRoute(route);
            camel.removeRoute(route);
            live.remove(hash);
            LOG.info("event=RouteDropped route={}", route);
        } catch (Exception e) {
            LOG.warn("event=RouteNotDropped route={} cause=\"{}\"", route, e.getMessage());
        }
    }
}
