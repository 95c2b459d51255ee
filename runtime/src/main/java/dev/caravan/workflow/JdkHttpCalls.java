package dev.caravan.workflow;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/** HTTP by the JDK's client, made with the first call. Redirects are not followed: a workflow says where it calls. */
public final class JdkHttpCalls implements HttpCalls {
    /** The longest wait for an answer's head; a step's own timeout may be shorter. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int MAX_BODY = dev.caravan.model.StepStatus.MAX_OUTPUT;

    private final Executor executor;
    private HttpClient client;

    /** @param executor what answers are read on; few threads do for many calls */
    public JdkHttpCalls(Executor executor) {
        this.executor = executor;
    }

    @Override
    public CompletionStage<String> call(String method, String url, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT);
        headers.forEach(request::header);
        var content = body.isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8);
        request.method(method, content);
        return client().sendAsync(request.build(), info -> new Beginning()).handle((answer, failure) -> {
            if (failure != null) throw new IllegalStateException(method + " " + url + ": " + why(failure), failure);
            if (answer.statusCode() / 100 == 2) return answer.body();
            throw new IllegalStateException(method + " " + url + " answered " + answer.statusCode());
        });
    }

    /** The JDK's client often says no more than the name of what happened. */
    private static String why(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof HttpTimeoutException) return "no answer in time";
        if (cause instanceof ConnectException) return "no connection";
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .connectTimeout(CONNECT)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .executor(executor)
                    .build();
        }
        return client;
    }

    /** The beginning of a body; what is longer is not read. */
    private static final class Beginning implements HttpResponse.BodySubscriber<String> {
        private final CompletableFuture<String> text = new CompletableFuture<>();
        private final ByteBuffer bytes = ByteBuffer.allocate(MAX_BODY);
        private Flow.Subscription subscription;

        @Override
        public CompletionStage<String> getBody() {
            return text;
        }

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            subscription = begun;
            begun.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> chunks) {
            for (ByteBuffer chunk : chunks) {
                while (chunk.hasRemaining() && bytes.hasRemaining()) bytes.put(chunk.get());
            }
            if (bytes.hasRemaining()) {
                subscription.request(1);
            } else {
                subscription.cancel();
                onComplete();
            }
        }

        @Override
        public void onError(Throwable failure) {
            text.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            text.complete(new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8));
        }
    }
}
