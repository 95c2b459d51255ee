package dev.caravan.main;

import dev.caravan.cli.Failure;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code up --detach}: the same program again, in the background, watched until it is ready. */
final class Detaching {
    private static final String READY = "ready";

    /** Set for a program that nobody watches at a terminal. */
    private static final String DETACHED = "CARAVAN_DETACHED";

    private static final int START_MINUTES = 6;

    private Detaching() {}

    static int run(Path data, List<String> args) {
        DataDirectory.holder(data).ifPresent(pid -> {
            throw new Failure(
                    Failure.FAILED, "the data in " + data + " is in use by process " + pid + ": see 'caravan down'");
        });
        Path output = data.resolve("up.out");
        try {
            Files.createDirectories(data);
            Files.deleteIfExists(data.resolve(READY));
            ProcessBuilder builder = new ProcessBuilder(commandLine(args))
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().put(DETACHED, "1");
            Process child = builder.start();
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

    /** This program again without {@code --detach}, out of reach of this terminal's signals where possible. */
    private static List<String> commandLine(List<String> args) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) command.add("/usr/bin/setsid");
        command.add(ProcessHandle.current().info().command().orElseThrow());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-XX:ArchiveClassesAtExit"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Caravan.class.getName()));
        args.stream().filter(argument -> !argument.equals("--detach")).forEach(command::add);
        return command;
    }

    /** Whether this program was detached: there is nobody to follow events, and no Ctrl-C. */
    static boolean isDetached() {
        return System.getenv(DETACHED) != null;
    }

    static void tellReady(Path data) {
        try {
            Files.writeString(data.resolve(READY), "");
        } catch (IOException e) {
            System.err.println("caravan: " + data + " cannot be written: " + e.getMessage());
        }
    }
}
