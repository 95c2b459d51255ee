package dev.caravan.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program in a process of its own, with all that it has printed so far. Ended by its id, at the latest with this JVM. */
final class Program {
    private final List<String> command;
    private final Process process;
    private final Captured out;
    private final Captured err;

    /** What a program that has ended left. */
    record Ended(int exitCode, String out, String err) {}

    private Program(List<String> command, Process process) {
        this.command = command;
        this.process = process;
        this.out = new Captured(process.getInputStream());
        this.err = new Captured(process.getErrorStream());
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "end-" + process.pid()));
    }

    /** Starts a program without standard input. */
    static Program start(Path directory, Map<String, String> environment, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().putAll(environment);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        try {
            return new Program(List.copyOf(command), builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(command + " cannot be started", e);
        }
    }

    String out() {
        return out.text();
    }

    String err() {
        return err.text();
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the end; kills what takes longer, after a JVM has said what its threads wait for. */
    Ended awaitEnd(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                askForThreads();
                process.destroyForcibly().waitFor();
                throw new AssertionError(command + " has not ended after " + limit + "\n" + out() + err());
            }
            out.awaitEnd();
            err.awaitEnd();
            return new Ended(process.exitValue(), out(), err());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** A JVM says on its output what its threads wait for. */
    void askForThreads() {
        try {
            new ProcessBuilder("bash", "-c", "kill -QUIT " + pid()).start().waitFor();
            process.waitFor(2, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What Ctrl-C or {@code kill} do: the program may still tidy up. */
    void terminate() {
        process.destroy();
    }

    /** {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        awaitEnd(Duration.ofSeconds(10));
    }

    /** A stream's text, read by a thread of its own until it ends. */
    private static final class Captured {
        private final StringBuffer text = new StringBuffer();
        private final Thread reader;

        Captured(InputStream in) {
            reader = new Thread(() -> read(in), "capture");
            reader.setDaemon(true);
            reader.start();
        }

        private void read(InputStream in) {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    text.append(line).append('\n');
                }
            } catch (IOException e) {
                text.append("(the output broke off: ").append(e.getMessage()).append(")\n");
            }
        }

        String text() {
            return text.toString();
        }

        /** Bounded, since a child that lives on may hold the stream. */
        void awaitEnd() throws InterruptedException {
            reader.join(2_000);
        }
    }
}
