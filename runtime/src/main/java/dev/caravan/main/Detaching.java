package dev.caravan.main;

import dev.caravan.cli.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code up --detach}: the same program again, in the background, watched until it is ready. */
final class Detaching {
    private static final String READY = "ready";
    private static final int START_MINUTES = 6;

    private Detaching() {}

    static int run(Path data) {
        DataDirectory.holder(data).ifPresent(pid -> {
            throw new Failure(
                    Failure.FAILED, "the data in " + data + " is in use by process " + pid + ": see 'caravan down'");
        });
        Path output = data.resolve("up.out");
        try {
            Files.createDirectories(data);
            Files.deleteIfExists(data.resolve(READY));
            Process child = new ProcessBuilder(commandLine())
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(START_MINUTES);
            while (!Files.exists(data.resolve(READY))) {
                if (child.waitFor(50, TimeUnit.MILLISECONDS)) {
                    System.err.print(Files.readString(output));
                    return child.exitValue() == 0 ? Failure.FAILED : child.exitValue();
                }
                if (System.nanoTime() > end) {
                    child.destroy();
                    throw new Failure(
                            Failure.TIMED_OUT, "not ready after " + START_MINUTES + " minutes; see " + output);
                }
            }
            System.out.print(Files.readString(output));
            System.err.println("caravan: runs as process " + child.pid() + "; 'caravan down' stops it");
            return 0;
        } catch (IOException e) {
            throw new Failure(Failure.FAILED, "cannot start in the background: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Failure.FAILED, "interrupted");
        }
    }

    /** This process's own command without {@code --detach}, out of reach of this terminal's signals where possible. */
    private static List<String> commandLine() throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) command.add("/usr/bin/setsid");
        // ProcessHandle.Info gives no arguments where they are longer than a page, as with our class path.
        String all = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.UTF_8);
        for (String word : all.substring(0, all.length() - 1).split("\0", -1)) {
            if (!word.equals("--detach")) command.add(word);
        }
        return command;
    }

    static void tellReady(Path data) {
        try {
            Files.writeString(data.resolve(READY), "");
        } catch (IOException e) {
            System.err.println("caravan: " + data + " cannot be written: " + e.getMessage());
        }
    }
}
