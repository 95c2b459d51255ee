package dev.caravan.cli;

import dev.caravan.model.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands about runs of workflows. */
public final class RunCommands {
    private RunCommands() {}

    /** {@code caravan runs}. */
    @Command(
            name = "runs",
            description = "List runs of workflows, or show one as a tree of its steps.",
            footer = {
                "  caravan runs",
                "  caravan runs --workflow release",
                "  caravan runs release-7 -w",
                "  caravan runs release-7 -o json"
            })
    public static final class Runs extends ServerCommand {
        @Parameters(arity = "0..1", paramLabel = "RUN", description = "One run.")
        String name;

        @Option(names = "--workflow", paramLabel = "NAME", description = "Only runs of this workflow.")
        String workflow;

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FORM",
                defaultValue = "",
                description = "json, yaml, name, wide or jsonpath={…}")
        String output;

        @Option(
                names = {"-w", "--watch"},
                description = "Then print every change; of one run, until it is over.")
        boolean watch;

        @Override
        public Integer call() {
            Output form = new Output(output, session, clock.instant());
            Map<String, String> query = server.query(session);
            if (name != null) return one(form, query);
            if (workflow != null) query.put("labelSelector", "caravan/workflow=" + workflow);
            GetCommand list = new GetCommand();
            list.server = server;
            list.session = session;
            list.clock = clock;
            list.words = List.of(Kind.RUN.plural());
            list.output = output;
            list.selector = query.get("labelSelector");
            list.watch = watch;
            return list.call();
        }

        private int one(Output form, Map<String, String> query) {
            String path = Kind.RUN.plural() + "/" + runName(name);
            if (!form.isTable()) {
                Object run = client().get(path, query);
                if (form.form().equals("name")) {
                    form.objects(Kind.RUN, List.of(run), false);
                } else {
                    form.document(run);
                }
                return 0;
            }
            Object run = client().get(path, query);
            session.out().print(RunTree.of(run, clock.instant()));
            session.out().flush();
            return watch ? follow(path, query, run) : 0;
        }

        private int follow(String path, Map<String, String> query, Object first) {
            String said = RunTree.states(first);
            Map<String, String> watching = new LinkedHashMap<>(query);
            watching.put("watch", "true");
            watching.put("fieldSelector", "metadata.name=" + JsonTree.text(first, "metadata.name"));
            watching.put("resourceVersion", JsonTree.text(first, "metadata.resourceVersion"));
            if (isOver(first)) return code(first);
            try (BufferedReader in = new BufferedReader(
                    new InputStreamReader(client().stream(Kind.RUN.plural(), watching), StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    Object event = JsonTree.parse(line);
                    if (JsonTree.text(event, "type").equals("BOOKMARK")) continue;
                    if (JsonTree.text(event, "type").equals("DELETED")) return Failure.FAILED;
                    Object run = client().get(path, query);
                    String states = RunTree.states(run);
                    if (states.equals(said)) continue;
                    said = states;
                    session.out().println();
                    session.out().print(RunTree.of(run, clock.instant()));
                    session.out().flush();
                    if (isOver(run)) return code(run);
                }
            } catch (IOException e) {
                throw new Failure(Failure.UNREACHABLE, "the watch broke off: " + e.getMessage());
            }
            return 0;
        }

        private static boolean isOver(Object run) {
            return List.of("Succeeded", "Failed", "Compensated", "Cancelled")
                    .contains(JsonTree.text(run, "status.phase"));
        }

        private static int code(Object run) {
            return JsonTree.text(run, "status.phase").equals("Succeeded") ? 0 : Failure.FAILED;
        }
    }

    /** A run as users name it: with or without {@code run/} before it. */
    static String runName(String word) {
        if (!word.contains("/")) return word;
        Target target = Target.named(word);
        if (target.kind() != Kind.RUN) throw new Failure(Failure.USAGE, "'" + word + "' is no run");
        return target.name().orElseThrow();
    }

    /** What the commands that act on one run have in common. */
    abstract static class OnRun extends ServerCommand {
        @Parameters(index = "0", paramLabel = "RUN", description = "The run, such as release-7.")
        String run;

        Object act(String action, Map<String, Object> body) {
            return client().post(Kind.RUN.plural() + "/" + runName(run) + ":" + action, server.query(session), body);
        }

        int said(String what) {
            session.out().println("run/" + runName(run) + " " + what);
            return 0;
        }
    }

    /** What the commands that vote have in common. */
    abstract static class Vote extends OnRun {
        @Parameters(index = "1", paramLabel = "STEP", description = "The approval that the run waits for.")
        String step;

        @Option(
                names = "--as",
                paramLabel = "NAME",
                description = "For whom; written down as 'NAME (by admin)'. For holders of the administrator's token.")
        String as;

        void vote(String action) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("step", step);
            if (as != null) body.put("as", as);
            act(action, body);
        }
    }

    /** {@code caravan approve}. */
    @Command(
            name = "approve",
            description = "Agree to what a run waits for.",
            footer = {"  caravan approve release-7 go-live", "  caravan approve release-7 go-live --as alice"})
    public static final class Approve extends Vote {
        @Override
        public Integer call() {
            vote("approve");
            return said("step " + step + " approved");
        }
    }

    /** {@code caravan reject}. */
    @Command(
            name = "reject",
            description = "Refuse what a run waits for: the step fails.",
            footer = {"  caravan reject release-7 go-live --as bob"})
    public static final class Reject extends Vote {
        @Override
        public Integer call() {
            vote("reject");
            return said("step " + step + " rejected");
        }
    }

    /** {@code caravan cancel}. */
    @Command(
            name = "cancel",
            description = "End a run: stop its jobs and undo what it did.",
            footer = {"  caravan cancel release-7"})
    public static final class Cancel extends OnRun {
        @Override
        public Integer call() {
            act("cancel", null);
            return said("is cancelled");
        }
    }

    /** {@code caravan retry}. */
    @Command(
            name = "retry",
            description = "Go on with a run from the step that failed, or do again what is in doubt.",
            footer = {"  caravan retry release-7"})
    public static final class Retry extends OnRun {
        @Override
        public Integer call() {
            act("retry", null);
            return said("goes on");
        }
    }
}
