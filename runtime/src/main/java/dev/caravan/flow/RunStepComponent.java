package dev.caravan.flow;

import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/** {@code run:job?step=migrate}: gives the step of the run its turn. Never blocks: a pass only decides. */
final class RunStepComponent extends DefaultComponent {
    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        Object step = parameters.remove("step");
        Object stage = parameters.remove("stage");
        if (step == null) throw new IllegalArgumentException(uri + " should name its step");
        return new StepEndpoint(uri, this, step.toString(), stage == null ? 0 : Integer.parseInt(stage.toString()));
    }

    private static final class StepEndpoint extends DefaultEndpoint {
        private final String step;
        private final int stage;

        StepEndpoint(String uri, RunStepComponent component, String step, int stage) {
            super(uri, component);
            this.step = step;
            this.stage = stage;
        }

        @Override
        public Producer createProducer() {
            return new DefaultProducer(this) {
                @Override
                public void process(Exchange exchange) {
                    Pass pass = exchange.getIn().getBody(Pass.class);
                    pass.progress().ifPresent(progress -> progress.step(step, stage));
                }
            };
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new UnsupportedOperationException(getEndpointUri() + " is a step; only grid:runs starts a route");
        }
    }
}
