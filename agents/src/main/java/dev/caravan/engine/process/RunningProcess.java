package dev.caravan.engine.process;

import dev.caravan.engine.ContainerView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** One process of ours, running or ended, with the directory that remembers it. */
final class RunningProcess {
    private final ProcessRecord record;
    private final Path home;

    /** How the shell itself ended, as its parent sees it: all that is known if it was killed before its program began. */
    private volatile Optional<Integer> shellExit = Optional.empty();

    RunningProcess(ProcessRecord record, Path home) {
        this.record = record;
        this.home = home;
    }

    ProcessRecord record() {
        return record;
    }

    String id() {
        return id(record.pod().uid(), record.container(), record.attempt());
    }

    static String id(String podUid, String container, int attempt) {
        return podUid + "/" + container + "/" + attempt;
    }

    void shellEnded(int code) {
        shellExit = Optional.of(code);
    }

    boolean isAlive() {
        return Sessions.birth(record.pid()).filter(record.birth()::equals).isPresent();
    }

    /** SIGTERM to all but the shell, which stays to write the exit code down. */
    void terminate() {
        program().forEach(ProcessHandle::destroy);
    }

    /** SIGKILL to all but the shell, which then ends by itself. */
    void kill() {
        program().forEach(ProcessHandle::destroyForcibly);
    }

    /** All but the shell; or the shell, while it has not started the program yet. */
    private Set<ProcessHandle> program() {
        Set<ProcessHandle> members = members();
        if (members.size() > 1) members.removeIf(handle -> handle.pid() == record.pid());
        return members;
    }

    /** SIGKILL to all, again and again while new ones appear. */
    void destroy() {
        for (int i = 0; i < 3; i++) {
            Set<ProcessHandle> left = members();
            if (left.isEmpty()) return;
            left.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private Set<ProcessHandle> members() {
        return Sessions.members(record.pid(), record.birth());
    }

    ContainerView view() {
        boolean alive = isAlive();
        return new ContainerView(
                id(),
                record.pod(),
                record.container(),
                record.attempt(),
                record.pod().uid(),
                alive ? ContainerView.State.RUNNING : ContainerView.State.EXITED,
                alive ? Optional.empty() : exitCode(),
                false,
                Optional.of(record.startedAt()),
                Optional.of(record.address()),
                record.hostPorts());
    }

    private Optional<Integer> exitCode() {
        try {
            String written = Files.readString(home.resolve(Launch.EXIT_FILE)).strip();
            return written.isEmpty() ? shellExit : Optional.of(Integer.valueOf(written));
        } catch (IOException | NumberFormatException e) {
            return shellExit; // the shell was killed, or the machine went down
        }
    }
}
