package dev.caravan.cli;

import dev.caravan.model.Kind;
import picocli.CommandLine.Command;
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
            description = "Run a job now.",
            footer = {"  caravan run job/migrate"})
    public static final class Run extends ServerCommand {
        @Parameters(arity = "1", paramLabel = "job/NAME", description = "The job.")
        String word;

        @Override
        public Integer call() {
            Target target = Target.named(word);
            client().post(target.path() + ":run", server.query(session), null);
            session.out().println(target.display() + " runs");
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
