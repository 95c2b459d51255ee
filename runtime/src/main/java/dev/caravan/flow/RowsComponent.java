package dev.caravan.flow;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

/**
 * {@code grid:rows?shape=HASH}: the entry to reconciliation, and {@code grid:runs?definition=HASH}: that to workflows. A
 * started route takes the rows of its shape, or the runs of its definition; while it is stopped, they wait.
 */
final class RowsComponent extends DefaultComponent {
    private final Map<String, RowsConsumer> open = new ConcurrentHashMap<>();
    private final java.util.function.Consumer<String> onStarted;

    /** @param onStarted told the shape whose route has started, so that its rows are looked at */
    RowsComponent(java.util.function.Consumer<String> onStarted) {
        this.onStarted = onStarted;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        Object shape = remaining.equals("rows") ? parameters.remove("shape") : null;
        if (remaining.equals("runs")) shape = parameters.remove("definition");
        if (shape == null) {
            throw new IllegalArgumentException(uri + " should be grid:rows?shape=HASH or grid:runs?definition=HASH");
        }
        return new RowsEndpoint(uri, this, shape.toString());
    }

    /** Whether a shape's route takes rows. */
    boolean isOpen(String shape) {
        return open.containsKey(shape);
    }

    /**
     * Runs a pass through the shape's route; the callback gets the failure, if there was one.
     *
     * @return false if the route is stopped; the pass was then not run
     */
    boolean deliver(String shape, Pass pass, BiConsumer<Pass, Optional<Exception>> done) {
        RowsConsumer consumer = open.get(shape);
        if (consumer == null) return false;
        Exchange exchange = consumer.createExchange(true);
        exchange.getIn().setBody(pass);
        consumer.getAsyncProcessor()
                .process(exchange, sync -> done.accept(pass, Optional.ofNullable(exchange.getException())));
        return true;
    }

    private static final class RowsEndpoint extends DefaultEndpoint {
        private final RowsComponent component;
        private final String shape;

        RowsEndpoint(String uri, RowsComponent component, String shape) {
            super(uri, component);
            this.component = component;
            this.shape = shape;
        }

        @Override
        public Producer createProducer() {
            throw new UnsupportedOperationException(getEndpointUri() + " only starts routes");
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            return new RowsConsumer(this, processor);
        }
    }

    private static final class RowsConsumer extends DefaultConsumer {
        private final RowsEndpoint endpoint;

        RowsConsumer(RowsEndpoint endpoint, Processor processor) {
            super(endpoint, processor);
            this.endpoint = endpoint;
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            endpoint.component.open.put(endpoint.shape, this);
            endpoint.component.onStarted.accept(endpoint.shape);
        }

        @Override
        protected void doStop() throws Exception {
            endpoint.component.open.remove(endpoint.shape, this);
            super.doStop();
        }
    }
}
