package dev.caravan.routes;

import java.util.function.UnaryOperator;
import org.apache.camel.model.ErrorHandlerDefinition;
import org.apache.camel.model.FromDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;

/** Makes the one Camel route of a shape. */
public final class ShapeRoutes {
    private ShapeRoutes() {}

    /**
     * From the rows of the shape through its steps. Nothing is redelivered: a failed exchange is told to the dispatcher,
     * which comes back to the row. Node ids are {@code <hash>-<number>-<step>}. Each call makes a new definition.
     */
    public static RouteDefinition definition(Shape shape) {
        return definition(shape, step -> "");
    }

    /**
     * The same for print: what a step's place is goes behind its id, and changes neither the shape nor its hash.
     *
     * @param place such as {@code @12:5}, of the word that adds the step; empty where that is not known
     */
    static RouteDefinition definition(Shape shape, UnaryOperator<String> place) {
        String hash = shape.hash();
        RouteDefinition route = new RouteDefinition();
        route.setId(shape.routeId());
        FromDefinition from = new FromDefinition(entry(shape));
        from.setId(hash + "-0-rows");
        route.setInput(from);
        ErrorHandlerDefinition errors = new ErrorHandlerDefinition();
        NoErrorHandlerDefinition none = new NoErrorHandlerDefinition();
        errors.setErrorHandlerType(none);
        route.setErrorHandler(errors);
        route.errorHandler(none);
        for (int i = 0; i < shape.steps().size(); i++) {
            ToDefinition step = new ToDefinition(shape.steps().get(i));
            String uri = shape.steps().get(i);
            step.setId(hash + "-" + (i + 1) + "-" + uri.replace(':', '-') + place.apply(uri));
            route.addOutput(step);
        }
        return route;
    }

    /** The only way into the route. */
    public static String entry(Shape shape) {
        return "grid:rows?shape=" + shape.hash();
    }
}
