package dev.caravan.cli;

import dev.caravan.model.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caravan logs}. */
@Command(
        name = "logs",
        description = "Print what a pod's containers wrote, or all pods of a workload.",
        footer = {
            "  caravan logs web-1f2e3d4c-0-0",
            "  caravan logs -f service/web",
            "  caravan logs job/migrate --tail 20"
        })
public final class LogsCommand extends ServerCommand {
    /** Pods that are followed at once. */
    private static final int MAX_FOLLOWED = 50;

    @Parameters(arity = "1", paramLabel = "POD|KIND/NAME", description = "A pod, or a workload for all its pods.")
    String word;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on printing, until interrupted.")
    boolean follow;

    @Option(names = "--tail", paramLabel = "N", description = "Only the last N lines of each container.")
    Integer tail;

    @Option(names = "--since", paramLabel = "D", description = "Only what is newer: 30s, 5m, 1h.")
    String since;

    @Option(
            names = {"-c", "--container"},
            paramLabel = "NAME",
            description = "Only this container.")
    String container;

    private record Source(String pod, String container) {}

    @Override
    public Integer call() throws InterruptedException {
        List<Source> sources = sources();
        if (sources.size() > MAX_FOLLOWED && follow) {
            throw new Failure(Failure.USAGE, "at most " + MAX_FOLLOWED + " containers can be followed at once");
        }
        boolean prefixed = sources.size() > 1;
        if (!follow) {
            sources.forEach(source -> print(source, prefixed));
            return 0;
        }
        List<Thread> threads = new ArrayList<>();
        for (Source source : sources) {
            Thread thread = new Thread(() -> print(source, prefixed), "logs-" + source.pod());
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) thread.join();
        return 0;
    }

    private List<Source> sources() {
        if (word.indexOf('/') < 0) return containersOf(client().get("pods/" + word, server.query(session)));
        Target target = Target.named(word);
        if (target.kind() == Kind.POD) return containersOf(client().get(target.path(), server.query(session)));
        client().get(target.path(), server.query(session));
        Map<String, String> query = server.query(session);
        query.put(
                "labelSelector",
                "caravan/" + target.kind().singular() + "=" + target.name().orElseThrow());
        List<Source> sources = new ArrayList<>();
        JsonTree.list(client().get(Kind.POD.plural(), query), "items").stream()
                .filter(pod -> !JsonTree.text(pod, "spec.node").isEmpty())
                .forEach(pod -> sources.addAll(containersOf(pod)));
        if (sources.isEmpty()) session.err().println(target.display() + " has no pods now.");
        return sources;
    }

    private List<Source> containersOf(Object pod) {
        String name = JsonTree.text(pod, "metadata.name");
        if (container != null) return List.of(new Source(name, container));
        return JsonTree.list(pod, "spec.template.containers").stream()
                .map(c -> new Source(name, JsonTree.text(c, "name")))
                .toList();
    }

    private void print(Source source, boolean prefixed) {
        Map<String, String> query = server.query(session);
        query.put("container", source.container());
        if (follow) query.put("follow", "true");
        if (tail != null) query.put("tail", tail.toString());
        if (since != null)
            query.put("since", Long.toString(Durations.parse("--since", since).toSeconds()));
        String prefix = prefixed ? "[" + source.pod() + "/" + source.container() + "] " : "";
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                client().stream("pods/" + source.pod() + "/log", query), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                session.out().println(prefix + line);
                if (session.out().checkError()) return;
            }
        } catch (IOException e) {
            throw new Failure(Failure.FAILED, "the log of " + source.pod() + " broke off: " + e.getMessage());
        }
    }
}
