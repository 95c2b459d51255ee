package dev.caravan.engine.process;

import dev.caravan.engine.ContainerOrder;
import dev.caravan.engine.EngineException;
import dev.caravan.engine.EngineException.Reason;
import dev.caravan.model.ContainerSpec.ProcessForm;
import dev.caravan.model.Port;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Starts a program in a session of its own, below a shell that writes down its exit code: an agent that was started anew is
 * not the program's parent and could not learn it otherwise.
 */
final class Launch {
    static final String EXIT_FILE = "exit";
    private static final String SHELL = "/bin/sh";
    private static final String SCRIPT = "\"$@\"; echo $? > \"$0\"";

    /** What a program may know of the agent's environment; the rest might be secret. */
    private static final List<String> PASSED_ON =
            List.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "TZ", "TMPDIR", "JAVA_HOME", "TERM");

    private Launch() {}

    /** What the command line of every shell of ours begins with; its exit file follows. */
    static List<String> shell() {
        return List.of(SHELL, "-c", SCRIPT);
    }

    /** Takes out of an environment what programs may not know. */
    static void keepPublic(Map<String, String> environment) {
        environment.keySet().retainAll(PASSED_ON);
    }

    static Process start(ContainerOrder order, ProcessForm form, Path home, Path log, Map<Integer, Integer> ports) {
        Path directory = form.directory().isEmpty() ? home : Path.of(form.directory());
        if (!Files.isDirectory(directory)) {
            throw new EngineException(
                    Reason.REFUSED, "starting " + order + " failed: its directory " + directory + " is not there");
        }
        List<String> command = new ArrayList<>();
        find("setsid").ifPresent(command::add);
        command.addAll(shell());
        command.add(home.resolve(EXIT_FILE).toString());
        command.addAll(program(form.command()));
        command.addAll(order.spec().args());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Map<String, String> environment = builder.environment();
        keepPublic(environment);
        environment.putAll(variables(order, home, ports));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new EngineException(Reason.REFUSED, "starting " + order + " failed: " + e.getMessage(), e);
        }
    }

    /** {@code java} is the one that runs the agent, where the path has none. */
    private static List<String> program(List<String> stated) {
        if (!stated.get(0).equals("java") || find("java").isPresent()) return stated;
        List<String> command = new ArrayList<>(stated);
        ProcessHandle.current().info().command().ifPresent(own -> command.set(0, own));
        return command;
    }

    private static java.util.Optional<String> find(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return List.of(path.split(File.pathSeparator)).stream()
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    private static Map<String, String> variables(ContainerOrder order, Path home, Map<Integer, Integer> ports) {
        Map<String, String> variables = new TreeMap<>();
        List<Port> declared = order.spec().ports();
        declared.forEach(
                port -> variables.put("PORT_" + port.number(), Integer.toString(ports.getOrDefault(port.number(), 0))));
        declared.stream()
                .findFirst()
                .ifPresent(port ->
                        variables.put("PORT", Integer.toString(ports.getOrDefault(port.number(), port.number()))));
        if (!order.spec().files().isEmpty()) {
            variables.put("CARAVAN_FILES", home.resolve("files").toString());
        }
        variables.put("CARAVAN_POD", order.pod().name());
        variables.putAll(order.spec().env());
        return variables;
    }
}
