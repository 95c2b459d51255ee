package dev.caravan.flow;

import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;

/** A scheme of steps: {@code reconcile:service} is the step {@code service} of the component {@code reconcile}. */
final class StepComponent extends DefaultComponent {
    private final Map<String, Step> steps;

    StepComponent(Map<String, Step> steps) {
        this.steps = Map.copyOf(steps);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        Step step = steps.get(remaining);
        if (step == null) {
            throw new IllegalArgumentException("there is no step " + uri + "; there are " + steps.keySet());
        }
        return new StepEndpoint(uri, this, step);
    }

    private static final class StepEndpoint extends DefaultEndpoint {
        private final Step step;

        StepEndpoint(String uri, StepComponent component, Step step) {
            super(uri, component);
            this.step = step;
        }

        @Override
        public Producer createProducer() {
            return new StepProducer(this, step);
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new UnsupportedOperationException(getEndpointUri() + " is a step; only grid:rows starts a route");
        }
    }

    private static final class StepProducer extends DefaultAsyncProducer {
        private final Step step;

        StepProducer(StepEndpoint endpoint, Step step) {
            super(endpoint);
            this.step = step;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            try {
                var stage = step.apply(exchange.getIn().getBody(Pass.class)).toCompletableFuture();
                if (stage.isDone() && !stage.isCompletedExceptionally()) {
                    callback.done(true);
                    return true;
                }
                stage.whenComplete((done, failure) -> {
                    if (failure != null) exchange.setException(failure);
                    callback.done(false);
                });
                return false;
            } catch (RuntimeException e) {
                exchange.setException(e);
                callback.done(true);
                return true;
            }
        }
    }
}
