package dev.caravan.engine.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import dev.caravan.engine.EngineException;
import dev.caravan.engine.LogRequest;
import dev.caravan.engine.LogSink;
import dev.caravan.engine.LogStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Logs, and commands run in containers. */
final class DockerStreams {
    private final DockerApi api;
    private final Executor executor;

    DockerStreams(DockerApi api, Executor executor) {
        this.api = api;
        this.executor = executor;
    }

    LogStream logs(String id, LogRequest request, LogSink sink) {
        var command = api.streams()
                .logContainerCmd(id)
                .withStdOut(true)
                .withStdErr(true)
                .withFollowStream(request.follow());
        if (request.tail() >= 0) command.withTail(request.tail());
        request.since().ifPresent(since -> command.withSince((int) since.getEpochSecond()));
        Lines lines = new Lines(sink);
        command.exec(lines);
        return lines::stop;
    }

    /** Cuts the engine's pieces into lines; called by one thread of the stream. */
    private static final class Lines extends ResultCallback.Adapter<Frame> {
        private static final int LONGEST = 16 * 1024;

        private final LogSink sink;
        private final StringBuilder open = new StringBuilder();
        private final AtomicBoolean ended = new AtomicBoolean();

        Lines(LogSink sink) {
            this.sink = sink;
        }

        @Override
        public void onStart(Closeable opened) {
            super.onStart(opened);
            if (ended.get()) stop(); // it was closed before it had begun, which the callback forgets
        }

        @Override
        public void onNext(Frame frame) {
            if (ended.get()) return;
            open.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
            int start = 0;
            for (int end = open.indexOf("\n"); end >= 0; end = open.indexOf("\n", start)) {
                sink.line(open.substring(start, end > start && open.charAt(end - 1) == '\r' ? end - 1 : end));
                start = end + 1;
            }
            open.delete(0, start);
            if (open.length() >= LONGEST) flush();
        }

        private void flush() {
            if (open.length() > 0) sink.line(open.toString());
            open.setLength(0);
        }

        @Override
        public void onError(Throwable e) {
            if (ended.compareAndSet(false, true)) sink.end(Optional.of(DockerApi.text(e)));
        }

        @Override
        public void onComplete() {
            super.onComplete();
            if (!ended.compareAndSet(false, true)) return;
            flush();
            sink.end(Optional.empty());
        }

        void stop() {
            ended.set(true);
            try {
                close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    CompletionStage<Integer> exec(String id, List<String> command, Duration timeout) {
        CompletableFuture<Integer> exit = new CompletableFuture<>();
        executor.execute(() -> {
            if (exit.isDone()) return; // it waited in the queue for longer than it may take
            try {
                exec(id, command, exit);
            } catch (EngineException e) {
                exit.completeExceptionally(e);
            }
        });
        return exit.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void exec(String id, List<String> command, CompletableFuture<Integer> exit) {
        String action = "running " + command + " in container " + id;
        String exec = api.call(action, () -> api.calls()
                        .execCreateCmd(id)
                        .withCmd(command.toArray(String[]::new))
                        .withAttachStdout(true)
                        .withAttachStderr(true)
                        .exec())
                .getId();
        var output = new ResultCallback.Adapter<Frame>() {
            @Override
            public void onStart(Closeable opened) {
                super.onStart(opened);
                if (exit.isDone()) closeQuietly(this); // too late before it had begun, which the callback forgets
            }

            @Override
            public void onComplete() {
                super.onComplete();
                executor.execute(() -> finish(action, exec, exit));
            }

            @Override
            public void onError(Throwable e) {
                exit.completeExceptionally(e);
            }
        };
        exit.whenComplete((code, failure) -> closeQuietly(output));
        api.streams().execStartCmd(exec).exec(output);
    }

    private void finish(String action, String exec, CompletableFuture<Integer> exit) {
        try {
            Long code = api.call(action, () -> api.calls().inspectExecCmd(exec).exec())
                    .getExitCodeLong();
            exit.complete(code == null ? -1 : code.intValue());
        } catch (EngineException e) {
            exit.completeExceptionally(e);
        }
    }

    private static void closeQuietly(ResultCallback.Adapter<Frame> output) {
        try {
            output.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
