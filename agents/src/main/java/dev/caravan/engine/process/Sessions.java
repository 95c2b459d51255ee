package dev.caravan.engine.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the processes of a session and tells a process from a later one with the same pid. Where {@code /proc} is missing,
 * the descendants stand in for the session.
 */
final class Sessions {
    private static final Path PROC = Path.of("/proc");
    private static final int STATE = 0;
    private static final int SESSION = 3;
    private static final int START_TICKS = 19;

    private Sessions() {}

    /**
     * Names the process that has a pid now: boot and ticks since then, which, unlike the start time of {@link ProcessHandle},
     * do not move when the clock is set. Empty if there is none, or only its remains.
     */
    static Optional<String> birth(long pid) {
        Optional<List<String>> stat = stat(pid);
        if (stat.isPresent()) {
            List<String> fields = stat.get();
            return fields.get(STATE).equals("Z") || fields.get(STATE).equals("X")
                    ? Optional.empty()
                    : Optional.of(boot() + "/" + fields.get(START_TICKS));
        }
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(handle -> handle.info().startInstant())
                .map(Object::toString);
    }

    private static String boot() {
        try {
            return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            return "boot";
        }
    }

    /**
     * The processes of a session that run, its leader included; and those below the leader that left the session.
     *
     * @param birth of the leader: if its pid is now another's, or the machine was started anew, nothing is left of it
     */
    static Set<ProcessHandle> members(long leader, String birth) {
        Set<ProcessHandle> found = new LinkedHashSet<>();
        Optional<String> now = birth(leader);
        if (now.isPresent() && !now.get().equals(birth)) return found;
        if (now.isEmpty() && !birth.startsWith(boot() + "/")) return found;
        ProcessHandle.of(leader).ifPresent(handle -> {
            found.add(handle);
            handle.descendants().forEach(found::add);
        });
        String session = Long.toString(leader);
        try (Stream<Path> processes = Files.exists(PROC) ? Files.list(PROC) : Stream.empty()) {
            processes
                    .map(path -> path.getFileName().toString())
                    .filter(name -> Character.isDigit(name.charAt(0)))
                    .map(Long::valueOf)
                    .filter(pid -> stat(pid)
                            .filter(fields -> fields.get(SESSION).equals(session))
                            .isPresent())
                    .flatMap(pid -> ProcessHandle.of(pid).stream())
                    .forEach(found::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** Whether a process belongs to the session of a leader, or was started by it. */
    static boolean isOf(long pid, long leader) {
        boolean same = stat(pid)
                .filter(fields -> fields.get(SESSION).equals(Long.toString(leader)))
                .isPresent();
        return same
                || ProcessHandle.of(pid)
                        .flatMap(ProcessHandle::parent)
                        .filter(parent -> parent.pid() == leader)
                        .isPresent();
    }

    /** The processes whose command line begins with the given words, by the word that follows. */
    static Map<String, List<Long>> byArgument(List<String> begin) {
        Map<String, List<Long>> found = new HashMap<>();
        try (Stream<Path> processes = Files.exists(PROC) ? Files.list(PROC) : Stream.empty()) {
            processes
                    .map(path -> path.getFileName().toString())
                    .filter(name -> Character.isDigit(name.charAt(0)))
                    .forEach(pid -> {
                        List<String> words = words(pid);
                        if (words.size() <= begin.size()
                                || !words.subList(0, begin.size()).equals(begin)) return;
                        found.computeIfAbsent(words.get(begin.size()), key -> new ArrayList<>())
                                .add(Long.valueOf(pid));
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static List<String> words(String pid) {
        try {
            return List.of(Files.readString(PROC.resolve(pid + "/cmdline"), StandardCharsets.UTF_8)
                    .split("\0"));
        } catch (IOException e) {
            return List.of(); // it ended, or its command line is no text: none of ours
        }
    }

    /** The fields after the program's name, which may itself hold blanks and brackets. */
    private static Optional<List<String>> stat(long pid) {
        try {
            String line = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            List<String> fields =
                    List.of(line.substring(line.lastIndexOf(')') + 2).split(" "));
            return fields.size() > START_TICKS ? Optional.of(fields) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
