package dev.caravan.flow;

import dev.caravan.connect.DeadLetters;
import dev.caravan.connect.UserEndpoints;
import dev.caravan.model.ObjectKey;
import dev.caravan.routes.Shape;
import dev.caravan.routes.ShapeRoutes;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.camel.impl.DefaultCamelContext;

/** The routes of shapes without a driver, for measuring: what one costs to start, and how quickly it takes rows. */
public final class RouteBench implements AutoCloseable {
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final RowsComponent rows = new RowsComponent(shape -> {});
    private final LiveShapes shapes = new LiveShapes(camel);

    /** Starts the context with the routes that every cluster has. */
    public RouteBench(Driver.Parts parts) {
        DeadLetters letters = new DeadLetters(parts.store(), parts.term(), parts.uids(), parts.clock());
        UserEndpoints endpoints = new UserEndpoints(parts.connectors(), parts.calls(), letters);
        Triggering triggering =
                new Triggering(new Triggering.Parts(parts.calls(), endpoints, letters, parts.timer(), key -> {}));
        RunSteps runs = new RunSteps(
                parts,
                parts.reach().apply(endpoints::send, (name, workload, canary, over) -> OptionalDouble.empty()),
                key -> {});
        try {
            Steps.configure(camel, parts, rows, triggering, runs);
            camel.start();
        } catch (Exception e) {
            throw new IllegalStateException("the routes cannot be started: " + e.getMessage(), e);
        }
    }

    /** Starts the route of a shape. */
    public void install(Shape shape) {
        shapes.install(shape.hash(), () -> ShapeRoutes.definition(shape));
    }

    /** How many shapes have a route. */
    public int live() {
        return shapes.hashes().size();
    }

    /** Runs a row through its shape's route, which with a store in memory is done at once. */
    public void pass(Shape shape, ObjectKey row) {
        Optional<?>[] failure = {Optional.of("the route has not answered")};
        rows.deliver(shape.hash(), new Pass(row), (pass, failed) -> failure[0] = failed);
        if (failure[0].isPresent()) throw new IllegalStateException("a pass failed: " + failure[0].get());
    }

    @Override
    public void close() {
        camel.stop();
    }
}
