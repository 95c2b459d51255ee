package dev.caravan.engine.process;

import dev.caravan.engine.LogRequest;
import dev.caravan.engine.LogSink;
import dev.caravan.engine.LogStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What a process wrote. The process appends to the file itself, so that it outlives its agent; when the file grows too long
 * it is copied aside and cut to nothing, which an appending writer does not notice.
 */
final class LogFile {
    static final long LONGEST_BYTES = 8L << 20;
    private static final int LONGEST_LINE = 16 * 1024;
    private static final int DEFAULT_TAIL = 100_000;
    private static final long POLL_MILLIS = 100;

    /** Bytes read of one file at a time, from its end: it may grow longer than it should between two rotations. */
    private static final int MOST_READ_BYTES = 2 * (int) LONGEST_BYTES;

    private final Path file;

    LogFile(Path home) {
        file = home.resolve("log");
    }

    Path path() {
        return file;
    }

    /** Called now and then. What is written between the copy and the cut is lost: a few lines at worst. */
    void rotate() throws IOException {
        if (!Files.exists(file) || Files.size(file) <= LONGEST_BYTES) return;
        Files.copy(file, file.resolveSibling("log.1"), StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }

    /**
     * Streams on the readers' threads, since a sink waits for whoever takes the lines; the timer only wakes them. Lines carry
     * no time, so {@code since} leaves nothing out.
     */
    LogStream read(
            LogRequest request,
            LogSink sink,
            Executor readers,
            ScheduledExecutorService timer,
            BooleanSupplier running) {
        Reading reading = new Reading(request, sink, readers, timer, running);
        reading.goOn();
        return () -> reading.closed = true;
    }

    private final class Reading implements Runnable {
        private final LogRequest request;
        private final LogSink sink;
        private final Executor readers;
        private final ScheduledExecutorService timer;
        private final BooleanSupplier running;
        private final ByteArrayOutputStream open = new ByteArrayOutputStream();
        private long position = -1;
        private volatile boolean closed;

        Reading(
                LogRequest request,
                LogSink sink,
                Executor readers,
                ScheduledExecutorService timer,
                BooleanSupplier running) {
            this.request = request;
            this.sink = sink;
            this.readers = readers;
            this.timer = timer;
            this.running = running;
        }

        void goOn() {
            if (closed) return;
            try {
                readers.execute(this);
            } catch (RejectedExecutionException e) {
                sink.end(Optional.of("too many logs of this node are being read"));
            }
        }

        @Override
        public void run() {
            if (closed) return;
            try {
                boolean wasRunning = running.getAsBoolean(); // asked before reading, so that the last lines are read
                if (position < 0) sendTail();
                else sendNew();
                if (request.follow() && wasRunning) {
                    timer.schedule(this::goOn, POLL_MILLIS, TimeUnit.MILLISECONDS);
                } else if (!closed) {
                    flush();
                    sink.end(Optional.empty());
                }
            } catch (IOException e) {
                sink.end(Optional.of("reading " + file + " failed: " + e.getMessage()));
            } catch (RejectedExecutionException e) {
                sink.end(Optional.of("the agent ends"));
            }
        }

        private void sendTail() throws IOException {
            int keep = request.tail() < 0 ? DEFAULT_TAIL : request.tail();
            Deque<String> last = new ArrayDeque<>();
            Path older = file.resolveSibling("log.1");
            if (Files.exists(older)) keepLast(last, older, keep);
            position = 0;
            if (Files.exists(file)) position = keepLast(last, file, keep);
            last.forEach(this::send);
        }

        /** Only whole lines: an open one is sent once it ends, or at the end. */
        private long keepLast(Deque<String> last, Path from, int keep) throws IOException {
            byte[] bytes;
            long start;
            try (RandomAccessFile input = new RandomAccessFile(from.toFile(), "r")) {
                long size = input.length();
                start = Math.max(0, size - MOST_READ_BYTES);
                bytes = new byte[(int) (size - start)];
                input.seek(start);
                input.readFully(bytes);
            }
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') end--;
            new String(bytes, 0, end, StandardCharsets.UTF_8).lines().forEach(line -> {
                last.add(line);
                if (last.size() > keep) last.removeFirst();
            });
            return start + end;
        }

        private void sendNew() throws IOException {
            if (!Files.exists(file)) return;
            long size = Files.size(file);
            if (size < position) position = 0; // it was cut
            if (size == position) return;
            try (RandomAccessFile input = new RandomAccessFile(file.toFile(), "r")) {
                input.seek(position);
                byte[] block = new byte[(int) Math.min(size - position, 1 << 20)];
                input.readFully(block);
                position += block.length;
                for (byte b : block) add(b);
            }
        }

        private void add(byte b) throws IOException {
            if (b == '\n') {
                send(open.toString(StandardCharsets.UTF_8));
                open.reset();
            } else {
                open.write(b);
                if (open.size() >= LONGEST_LINE) flush();
            }
        }

        private void flush() throws IOException {
            sendNew();
            if (open.size() > 0) send(open.toString(StandardCharsets.UTF_8));
            open.reset();
        }

        private void send(String line) {
            if (!closed) sink.line(line);
        }
    }
}
