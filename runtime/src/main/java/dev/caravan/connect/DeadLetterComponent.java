package dev.caravan.connect;

import dev.caravan.model.Kind;
import dev.caravan.model.Names;
import dev.caravan.model.ObjectKey;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;

/** {@code dead-letter:NAME}: keeps the exchange under a name, or, as {@code dead-letter:none}, only tells of it. */
final class DeadLetterComponent extends DefaultComponent {
    private final DeadLetters letters;

    DeadLetterComponent(DeadLetters letters) {
        this.letters = letters;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        return new LetterEndpoint(uri, this, remaining.equals("none") ? Optional.empty() : Optional.of(remaining));
    }

    private static final class LetterEndpoint extends DefaultEndpoint {
        private final DeadLetterComponent component;
        private final Optional<String> name;

        LetterEndpoint(String uri, DeadLetterComponent component, Optional<String> name) {
            super(uri, component);
            this.component = component;
            this.name = name;
        }

        @Override
        public Producer createProducer() {
            return new LetterProducer(this);
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new UnsupportedOperationException(getEndpointUri() + " keeps; nothing comes from it");
        }
    }

    private static final class LetterProducer extends DefaultAsyncProducer {
        private final LetterEndpoint endpoint;

        LetterProducer(LetterEndpoint endpoint) {
            super(endpoint);
            this.endpoint = endpoint;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
            String body = exchange.getIn().getBody(String.class);
            endpoint.component
                    .letters
                    .keep(
                            endpoint.name,
                            function(exchange),
                            "camel " + exchange.getFromEndpoint().getEndpointUri(),
                            body == null ? "" : body,
                            cause == null ? "no cause is known" : String.valueOf(cause.getMessage()))
                    .whenComplete((kept, failure) -> {
                        if (failure != null) exchange.setException(failure);
                        callback.done(false);
                    });
            return false;
        }

        /** As the failed step says it: {@code call://function?name=NAME&namespace=NAMESPACE}. */
        private static ObjectKey function(Exchange exchange) {
            String failed = exchange.getProperty(Exchange.FAILURE_ENDPOINT, "", String.class);
            String name = "";
            String namespace = Names.DEFAULT_NAMESPACE;
            for (String part : failed.substring(failed.indexOf('?') + 1).split("&")) {
                if (part.startsWith("name=")) name = part.substring("name=".length());
                if (part.startsWith("namespace=")) namespace = part.substring("namespace=".length());
            }
            return new ObjectKey(Kind.FUNCTION, namespace, name);
        }
    }
}
