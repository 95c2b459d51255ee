package dev.caravan.connect;

import dev.caravan.model.Kind;
import dev.caravan.model.Names;
import dev.caravan.model.ObjectKey;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/**
 * {@code call:function?name=NAME&namespace=NAMESPACE}: calls a function with the exchange's body, once. The thread waits for the
 * answer, so that an endpoint gives no more messages at a time than it has threads for.
 */
final class CallComponent extends DefaultComponent {
    private final FunctionCalls calls;

    CallComponent(FunctionCalls calls) {
        this.calls = calls;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        Object name = parameters.remove("name");
        Object namespace = parameters.remove("namespace");
        if (!remaining.equals("function") || name == null) {
            throw new IllegalArgumentException(uri + " should be call:function?name=NAME");
        }
        String in = namespace == null ? Names.DEFAULT_NAMESPACE : namespace.toString();
        return new CallEndpoint(uri, this, new ObjectKey(Kind.FUNCTION, in, name.toString()));
    }

    private static final class CallEndpoint extends DefaultEndpoint {
        private final CallComponent component;
        private final ObjectKey function;

        CallEndpoint(String uri, CallComponent component, ObjectKey function) {
            super(uri, component);
            this.component = component;
            this.function = function;
        }

        @Override
        public Producer createProducer() {
            return new CallProducer(this);
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new UnsupportedOperationException(getEndpointUri() + " calls; nothing comes from it");
        }
    }

    private static final class CallProducer extends DefaultProducer {
        private static final byte[] NOTHING = {};
        private final CallEndpoint endpoint;

        CallProducer(CallEndpoint endpoint) {
            super(endpoint);
            this.endpoint = endpoint;
        }

        @Override
        public void process(Exchange exchange) throws Exception {
            byte[] body = exchange.getIn().getBody(byte[].class);
            try {
                exchange.getMessage()
                        .setBody(endpoint.component
                                .calls
                                .call(endpoint.function, body == null ? NOTHING : body, exchange.getExchangeId())
                                .toCompletableFuture()
                                .get());
            } catch (ExecutionException e) {
                exchange.setException(e.getCause());
            }
        }
    }
}
