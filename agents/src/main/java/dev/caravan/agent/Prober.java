package dev.caravan.agent;

import dev.caravan.engine.Engine;
import dev.caravan.model.Probe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Makes single checks, without a thread for each: one thread carries all connections. */
final class Prober implements AutoCloseable {
    private static final int STATUS_LINE = 64;
    private static final int FIRST_GOOD = 200;
    private static final int LAST_GOOD = 399;

    private final Engine engine;
    private final ScheduledExecutorService timer;
    private final AsynchronousChannelGroup group;

    Prober(Engine engine, ScheduledExecutorService timer, String nodeName) throws IOException {
        this.engine = engine;
        this.timer = timer;
        group = AsynchronousChannelGroup.withFixedThreadPool(1, task -> {
            Thread thread = new Thread(task, "agent-" + nodeName + "-probes");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Completes with what was wrong, or with nothing; never fails. */
    CompletionStage<Optional<String>> check(Probe.Check check, Target target, Duration timeout) {
        try {
            return begin(check, target, timeout)
                    .exceptionally(failure -> Optional.of(String.valueOf(failure.getMessage())));
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(Optional.of("the check could not be made: " + e));
        }
    }

    private CompletionStage<Optional<String>> begin(Probe.Check check, Target target, Duration timeout) {
        if (check instanceof Probe.Check.Exec exec) {
            return engine.exec(target.containerId(), exec.command(), timeout)
                    .thenApply(
                            code -> code == 0 ? Optional.empty() : Optional.of(exec.command() + " ended with " + code));
        } else if (check instanceof Probe.Check.Http http) {
            return connect(target, http.port(), Optional.of(http.path()), timeout);
        } else {
            return connect(target, ((Probe.Check.Tcp) check).port(), Optional.empty(), timeout);
        }
    }

    private CompletionStage<Optional<String>> connect(
            Target target, int port, Optional<String> path, Duration timeout) {
        CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
        if (target.address().isEmpty()) { // which Java takes for the loopback, where somebody else may answer
            return CompletableFuture.completedFuture(Optional.of("the pod has no address"));
        }
        InetSocketAddress address = new InetSocketAddress(target.address(), target.dialPort(port));
        if (address.isUnresolved()) {
            return CompletableFuture.completedFuture(Optional.of("no such address: " + target.address()));
        }
        AsynchronousSocketChannel channel;
        try {
            channel = AsynchronousSocketChannel.open(group);
        } catch (IOException e) {
            return CompletableFuture.completedFuture(Optional.of("no socket for a check: " + e.getMessage()));
        }
        Exchange exchange = new Exchange(channel, target.address() + ":" + target.dialPort(port), path, answer);
        ScheduledFuture<?> late = timer.schedule(
                () -> exchange.end("no answer from " + exchange.where + " in " + timeout.toMillis() + " ms"),
                timeout.toMillis(),
                TimeUnit.MILLISECONDS);
        answer.whenComplete((result, failure) -> late.cancel(false));
        channel.connect(address, null, exchange.new Connected());
        return answer;
    }

    /** One connection, and for HTTP one request and the first line of its answer. */
    private static final class Exchange {
        private final AsynchronousSocketChannel channel;
        private final String where;
        private final Optional<String> path;
        private final CompletableFuture<Optional<String>> answer;
        private final ByteBuffer status = ByteBuffer.allocate(STATUS_LINE);

        Exchange(
                AsynchronousSocketChannel channel,
                String where,
                Optional<String> path,
                CompletableFuture<Optional<String>> answer) {
            this.channel = channel;
            this.where = where;
            this.path = path;
            this.answer = answer;
        }

        /** Ends with a fault, or with null if all was well. */
        void end(String fault) {
            try {
                channel.close();
            } catch (IOException e) {
                answer.complete(Optional.of("closing " + where + " failed: " + e.getMessage()));
            }
            answer.complete(Optional.ofNullable(fault));
        }

        final class Connected implements CompletionHandler<Void, Void> {
            @Override
            public void completed(Void result, Void none) {
                if (path.isEmpty()) end(null);
                else send(ByteBuffer.wrap(request()));
            }

            @Override
            public void failed(Throwable e, Void none) {
                end("connecting to " + where + " failed: " + e.getMessage());
            }
        }

        private byte[] request() {
            String stated = path.orElse("/");
            String full = stated.startsWith("/") ? stated : "/" + stated;
            return ("GET " + full + " HTTP/1.1\r\nHost: " + where
                            + "\r\nUser-Agent: caravan-probe\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
        }

        private void send(ByteBuffer request) {
            channel.write(request, null, new CompletionHandler<Integer, Void>() {
                @Override
                public void completed(Integer sent, Void none) {
                    if (request.hasRemaining()) send(request);
                    else receive();
                }

                @Override
                public void failed(Throwable e, Void none) {
                    end("asking " + where + full() + " failed: " + e.getMessage());
                }
            });
        }

        private void receive() {
            channel.read(status, null, new CompletionHandler<Integer, Void>() {
                @Override
                public void completed(Integer received, Void none) {
                    String text = new String(status.array(), 0, status.position(), StandardCharsets.US_ASCII);
                    if (received < 0 || text.indexOf('\r') >= 0 || !status.hasRemaining()) end(verdict(text));
                    else receive();
                }

                @Override
                public void failed(Throwable e, Void none) {
                    end("reading from " + where + full() + " failed: " + e.getMessage());
                }
            });
        }

        private String verdict(String line) {
            String[] words = line.split("[ \r]", 3);
            boolean isHttp = words.length > 1 && words[0].startsWith("HTTP/") && words[1].matches("\\d{3}");
            if (!isHttp) return where + full() + " did not answer in HTTP";
            int code = Integer.parseInt(words[1]);
            return code >= FIRST_GOOD && code <= LAST_GOOD ? null : where + full() + " answered " + code;
        }

        private String full() {
            return path.orElse("");
        }
    }

    @Override
    public void close() throws IOException {
        group.shutdownNow();
    }
}
