package dev.caravan.flow;

import dev.caravan.routes.Shape;
import dev.caravan.routes.ShapeRoutes;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.impl.DefaultCamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One real route for each shape that some row has. Thread-safe; shapes are dropped by one thread. */
final class LiveShapes {
    private static final Logger LOG = LoggerFactory.getLogger(LiveShapes.class);

    private final DefaultCamelContext camel;
    private final Map<String, Shape> live = new ConcurrentHashMap<>();
    private final Set<String> unused = new HashSet<>();

    LiveShapes(DefaultCamelContext camel) {
        this.camel = camel;
    }

    Set<String> hashes() {
        return Set.copyOf(live.keySet());
    }

    /** Makes sure that the shape's route is there, and returns its hash. */
    String install(Shape shape) {
        String hash = shape.hash();
        live.computeIfAbsent(hash, missing -> {
            try {
                camel.addRouteDefinition(ShapeRoutes.definition(shape));
            } catch (Exception e) {
                throw new IllegalStateException("shape " + missing + " cannot be installed: " + e.getMessage(), e);
            }
            LOG.info("event=ShapeInstalled shape={} steps={}", missing, shape.steps());
            return shape;
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
        String route = live.get(hash).routeId();
        try {
            camel.getRouteController().stopRoute(route);
            camel.removeRoute(route);
            live.remove(hash);
            LOG.info("event=ShapeDropped shape={}", hash);
        } catch (Exception e) {
            LOG.warn("event=ShapeNotDropped shape={} cause=\"{}\"", hash, e.getMessage());
        }
    }
}
