package dev.caravan.main;

import dev.caravan.cli.ActionCommands;
import dev.caravan.cli.ApplyCommand;
import dev.caravan.cli.BackupCommand;
import dev.caravan.cli.DeleteCommand;
import dev.caravan.cli.DescribeCommand;
import dev.caravan.cli.EventsCommand;
import dev.caravan.cli.Failure;
import dev.caravan.cli.GetCommand;
import dev.caravan.cli.LogsCommand;
import dev.caravan.cli.MemberCommand;
import dev.caravan.cli.Nearest;
import dev.caravan.cli.PlanCommand;
import dev.caravan.cli.RestoreCommand;
import dev.caravan.cli.RunCommands;
import dev.caravan.cli.ScaleCommand;
import dev.caravan.cli.SecretCommand;
import dev.caravan.cli.SqlCommand;
import dev.caravan.cli.StatusCommand;
import dev.caravan.cli.VersionCommand;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The program {@code caravan}: finds the command that the first word names and runs it. */
@Command(
        name = "caravan",
        synopsisHeading = "Usage: ",
        customSynopsis = "caravan COMMAND [OPTIONS]",
        description = "Runs containers on a cluster, operated through deployment scripts.",
        descriptionHeading = "%n",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nStart with:%n",
        footer = {"  caravan up examples/hello.groovy", "  caravan COMMAND --help"})
public final class Caravan implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    private Caravan() {}

    /** In the order in which {@code --help} lists them. */
    private static Map<String, Class<?>> commands() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("up", UpCommand.class);
        commands.put("down", DownCommand.class);
        commands.put("server", ServerStartCommand.class);
        commands.put("agent", AgentCommand.class);
        commands.put("status", StatusCommand.class);
        commands.put("validate", ValidateCommand.class);
        commands.put("test", TestCommand.class);
        commands.put("routes", RoutesCommand.class);
        commands.put("plan", PlanCommand.class);
        commands.put("apply", ApplyCommand.class);
        commands.put("delete", DeleteCommand.class);
        commands.put("get", GetCommand.class);
        commands.put("describe", DescribeCommand.class);
        commands.put("logs", LogsCommand.class);
        commands.put("events", EventsCommand.class);
        commands.put("scale", ScaleCommand.class);
        commands.put("restart", ActionCommands.Restart.class);
        commands.put("run", ActionCommands.Run.class);
        commands.put("runs", RunCommands.Runs.class);
        commands.put("approve", RunCommands.Approve.class);
        commands.put("reject", RunCommands.Reject.class);
        commands.put("cancel", RunCommands.Cancel.class);
        commands.put("retry", RunCommands.Retry.class);
        commands.put("cordon", ActionCommands.Cordon.class);
        commands.put("uncordon", ActionCommands.Uncordon.class);
        commands.put("secret", SecretCommand.class);
        commands.put("sql", SqlCommand.class);
        commands.put("member", MemberCommand.class);
        commands.put("backup", BackupCommand.class);
        commands.put("restore", RestoreCommand.class);
        commands.put("bench", BenchCommand.class);
        commands.put("version", VersionCommand.class);
        commands.put("completion", CompletionCommand.class);
        return commands;
    }

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs a command line and returns its exit code. */
    public static int run(String... args) {
        CommandLine line = commandLine(args.length > 0 ? args[0] : "");
        line.setExecutionStrategy(new CommandLine.RunLast());
        line.setExecutionExceptionHandler((e, command, result) -> {
            if (e instanceof Failure failure) {
                System.err.println(failure.text());
                return failure.exitCode();
            }
            System.err.println("caravan: " + e);
            if (System.getenv("CARAVAN_DEBUG") != null) e.printStackTrace();
            return Failure.FAILED;
        });
        line.setParameterExceptionHandler(Caravan::usage);
        return line.execute(args);
    }

    /** Only the command that is asked for is built, since each costs its reflection; all of them for help. */
    static CommandLine commandLine(String wanted) {
        CommandLine line = new CommandLine(new Caravan());
        Map<String, Class<?>> commands = commands();
        if (commands.containsKey(wanted) && !wanted.equals("completion")) {
            line.addSubcommand(wanted, commands.get(wanted));
        } else {
            commands.forEach(line::addSubcommand);
        }
        return line;
    }

    private static int usage(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        String message = e.getMessage();
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().get(0);
            CommandSpec spec = e.getCommandLine().getCommandSpec();
            var known = word.startsWith("-")
                    ? spec.optionsMap().keySet()
                    : spec.subcommands().keySet();
            Optional<String> near = Nearest.to(word, known.stream().collect(Collectors.toSet()));
            String what =
                    word.startsWith("-") ? "unknown option" : spec.parent() == null ? "unknown command" : "unexpected";
            message = what + " '" + word + "'"
                    + near.map(n -> "; did you mean '" + n + "'?").orElse("");
        }
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        err.println("caravan: " + message);
        err.println("See '" + command + " --help'.");
        err.flush();
        return Failure.USAGE;
    }

    @Override
    public void run() {
        commandLine("").usage(System.out);
    }
}
