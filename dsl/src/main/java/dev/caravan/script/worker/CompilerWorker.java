package dev.caravan.script.worker;

import dev.caravan.script.CompileOptions;
import dev.caravan.script.CompileResult;
import dev.caravan.script.Compiler;
import dev.caravan.script.CompilerBusy;
import dev.caravan.script.Diagnostic;
import dev.caravan.script.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Compiles in a process of its own: a script that needs too much memory or time ends that process and not this one, and is
 * told so. The process is started when it is needed, kept for the next script, and ended when none comes. Thread-safe; one
 * script at a time.
 */
public final class CompilerWorker implements Compiler, AutoCloseable {
    /**
     * What the process may use.
     *
     * @param deadline for one script; a process that just starts gets {@link #START} more
     * @param idle how long the process waits for the next script
     */
    public record Limits(int heapMegabytes, Duration deadline, Duration idle) {
        /** Enough for 10,000 services in one script; at rest the process ends and takes nothing. */
        public static final Limits USUAL = new Limits(192, Duration.ofSeconds(15), Duration.ofSeconds(60));
    }

    /** For the process to start, on a machine that is busy. */
    static final Duration START = Duration.ofSeconds(20);

    /** How long a script waits for those before it. */
    private static final Duration WAIT = Duration.ofSeconds(30);

    /** How a JVM ends that was told to end without memory. */
    private static final int OUT_OF_MEMORY = 3;

    private final Limits limits;
    private final ScheduledExecutorService timer;
    private final ReentrantLock lock = new ReentrantLock(true);

    // All under the lock.
    private CompilerProcess process;
    private ScheduledFuture<?> end;
    private boolean closed;

    /** @param timer runs what ends the process; nothing that takes time */
    public CompilerWorker(Limits limits, ScheduledExecutorService timer) {
        this.limits = limits;
        this.timer = timer;
    }

    @Override
    public CompileResult compile(Source source, CompileOptions options) {
        byte[] request = Messages.bytes(new Messages.Request(source, options));
        acquire();
        try {
            if (closed) throw new IllegalStateException("the compiler is closed");
            if (end != null) end.cancel(false);
            return compile(source, request);
        } finally {
            if (process != null)
                end = timer.schedule(this::endIfIdle, limits.idle().toMillis(), TimeUnit.MILLISECONDS);
            lock.unlock();
        }
    }

    private void acquire() {
        try {
            if (lock.tryLock(WAIT.toMillis(), TimeUnit.MILLISECONDS)) return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new CompilerBusy("too many scripts wait to be compiled: try again");
    }

    private CompileResult compile(Source source, byte[] request) {
        Duration deadline = limits.deadline();
        if (process == null || !process.isAlive()) {
            process = start();
            deadline = deadline.plus(START);
        }
        CompilerProcess asked = process;
        ScheduledFuture<?> kill = timer.schedule(asked::kill, deadline.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return Messages.result(asked.ask(request));
        } catch (IOException e) {
            process = null;
            return failed(source, why(asked.exitCode(), kill.isDone(), deadline));
        } finally {
            kill.cancel(false);
        }
    }

    private CompilerProcess start() {
        try {
            return new CompilerProcess(limits.heapMegabytes());
        } catch (IOException e) {
            throw new UncheckedIOException("the process that compiles scripts cannot be started", e);
        }
    }

    private String why(int exitCode, boolean late, Duration deadline) {
        if (late) return "the script takes too long to compile: more than " + deadline.toSeconds() + " s";
        if (exitCode == OUT_OF_MEMORY) {
            return "the script needs more memory to compile than " + limits.heapMegabytes() + " mb";
        }
        return "the script ended the process that compiles it (exit code " + exitCode + ")";
    }

    private static CompileResult failed(Source source, String message) {
        String line = source.text().lines().findFirst().orElse("");
        return new CompileResult.Failed(List.of(Diagnostic.at(source.name(), 1, 1, message, line)));
    }

    /** The process, while there is one. */
    public OptionalLong pid() {
        lock.lock();
        try {
            return process == null || !process.isAlive() ? OptionalLong.empty() : OptionalLong.of(process.pid());
        } finally {
            lock.unlock();
        }
    }

    private void endIfIdle() {
        // While a script is compiled, the process is not idle.
        if (!lock.tryLock()) return;
        try {
            if (process != null && end != null && !end.isCancelled()) stop();
        } finally {
            lock.unlock();
        }
    }

    private void stop() {
        process.kill();
        process = null;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (end != null) end.cancel(false);
            if (process != null) stop();
        } finally {
            lock.unlock();
        }
    }
}
