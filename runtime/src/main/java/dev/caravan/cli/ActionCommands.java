package dev.caravan.cli;

import dev.caravan.model.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that ask the server for one act on one object. */
public final class ActionCommands {
    private ActionCommands() {}

    /** {@code caravan restart}. */
    @Command(
            name = "restart",
            description = "Replace a workload's pods, by its rollout.",
            footer = {"  caravan restart service/web"})
    public static final class Restart extends ServerCommand {
        @Parameters(arity = "1", paramLabel = "KIND/NAME", description = "A service, function or daemon.")
        String word;

        @Override
        public Integer call() {
            Target target = Target.named(word);
            client().post(target.path() + ":restart", server.query(session), null);
            session.out().println(target.display() + " restarts");
            return 0;
        }
    }

    /** {@code caravan run}. */
    @Command(
            name = "run",
            description = "Run a job or a workflow now.",
            footer = {"  caravan run job/migrate", "  caravan run workflow/release -p tag=1.2"})
    public static final class Run extends ServerCommand {
        @Parameters(arity = "1", paramLabel = "KIND/NAME", description = "A job or a workflow.")
        String word;

        @Option(
                names = {"-p", "--param"},
                paramLabel = "KEY=VALUE",
                description = "An input of the workflow.")
        Map<String, String> inputs = new LinkedHashMap<>();

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FORM",
                defaultValue = "",
                description = "Of a workflow's run: json, yaml, name or jsonpath={…}")
        String output;

        @Override
        public Integer call() {
            Target target = Target.named(word);
            Output form = new Output(output, session, clock.instant());
            if (target.kind() == Kind.WORKFLOW) return workflow(target, form);
            if (!inputs.isEmpty())
                throw new Failure(
                        Failure.USAGE, "-p is for workflows; a " + target.kind().singular() + " has no inputs");
            if (!output.isEmpty()) throw new Failure(Failure.USAGE, "-o is for workflows");
            client().post(target.path() + ":run", server.query(session), null);
            session.out().println(target.display() + " runs");
            return 0;
        }

        private int workflow(Target target, Output form) {
            Object run = client().post(target.path() + ":run", server.query(session), Map.of("inputs", inputs));
            if (form.form().equals("name")) {
                form.objects(Kind.RUN, List.of(run), false);
            } else if (!form.isTable()) {
                form.document(run);
            } else {
                session.out().println("run/" + JsonTree.text(run, "metadata.name") + " started");
            }
            return 0;
        }
    }

    /** {@code caravan cordon}. */
    @Command(
            name = "cordon",
            description = "Bind no new pods to a node.",
            footer = {"  caravan cordon n1"})
    public static final class Cordon extends ServerCommand {
        @Parameters(arity = "1", paramLabel = "NODE", description = "The node.")
        String node;

        @Override
        public Integer call() {
            client().post(Kind.NODE.plural() + "/" + node + ":cordon", server.query(session), null);
            session.out().println("node/" + node + " cordoned");
            return 0;
        }
    }

    /** {@code caravan uncordon}. */
    @Command(
            name = "uncordon",
            description = "Bind new pods to a node again.",
            footer = {"  caravan uncordon n1"})
    public static final class Uncordon extends ServerCommand {
        @Parameters(arity = "1", paramLabel = "NODE", description = "The node.")
        String node;

        @Override
        public Integer call() {
            client().post(Kind.NODE.plural() + "/" + node + ":uncordon", server.query(session), null);
            session.out().println("node/" + node + " uncordoned");
            return 0;
        }
    }
}
