package dev.caravan.script.worker;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One process that compiles. It has none of this one's environment, and ends when this one does. Confined to its owner. */
final class CompilerProcess {
    private static final String ARCHIVE = "-XX:SharedArchiveFile=";
    private static final int EXIT_SECONDS = 5;

    private final Process process;
    private final DataOutputStream out;
    private final DataInputStream in;

    CompilerProcess(int heapMegabytes) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(heapMegabytes));
        builder.environment().clear();
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        process = builder.start();
        out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), 1 << 16));
        in = new DataInputStream(process.getInputStream());
    }

    private static List<String> command(int heapMegabytes) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx" + heapMegabytes + "m",
                "-Xms16m",
                "-XX:MaxMetaspaceSize=96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-Xlog:disable",
                "-Xlog:all=error:stderr"));
        // The archive of loaded classes of this process serves that one, since the class path is the same.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith(ARCHIVE))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), WorkerMain.class.getName()));
        return command;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** @throws IOException when the process ends instead of answering */
    byte[] ask(byte[] message) throws IOException {
        Frames.write(out, message);
        return Frames.read(in);
    }

    /** How the process ended, which it is about to. */
    int exitCode() {
        try {
            if (process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill();
        return -1;
    }

    void kill() {
        process.destroyForcibly();
    }
}
