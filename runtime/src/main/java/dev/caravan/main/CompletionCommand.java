package dev.caravan.main;

import dev.caravan.cli.Failure;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caravan completion}. */
@Command(
        name = "completion",
        description = "Print a script that completes commands in a shell.",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {"  source <(caravan completion bash)", "  caravan completion fish | source"})
final class CompletionCommand implements Callable<Integer> {
    @Parameters(arity = "1", paramLabel = "bash|zsh|fish", description = "The shell.")
    String shell;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Override
    public Integer call() {
        CommandLine all = Caravan.commandLine("");
        switch (shell) {
            case "bash" -> System.out.print(AutoComplete.bash("caravan", all));
            case "zsh" ->
                System.out.print("autoload -U +X bashcompinit && bashcompinit\n" + AutoComplete.bash("caravan", all));
            case "fish" -> System.out.print(fish(all));
            default -> throw new Failure(Failure.USAGE, "no completion for '" + shell + "': bash, zsh or fish");
        }
        return 0;
    }

    private static String fish(CommandLine all) {
        String commands = all.getSubcommands().entrySet().stream()
                .map(e -> "complete -c caravan -n __fish_use_subcommand -f -a " + e.getKey() + " -d '"
                        + e.getValue()
                                .getCommandSpec()
                                .usageMessage()
                                .description()[0]
                                .replace("'", "\\'") + "'\n")
                .collect(Collectors.joining());
        String options = all.getSubcommands().entrySet().stream()
                .flatMap(e -> e.getValue().getCommandSpec().options().stream()
                        .map(o -> "complete -c caravan -n '__fish_seen_subcommand_from " + e.getKey() + "' -l "
                                + o.longestName().replaceFirst("^-+", "") + "\n"))
                .collect(Collectors.joining());
        return commands + options;
    }
}
