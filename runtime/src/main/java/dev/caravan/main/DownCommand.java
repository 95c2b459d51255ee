package dev.caravan.main;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code caravan down}. */
@Command(
        name = "down",
        description = "Stop what 'caravan up' started, with its containers and processes.",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {"  caravan down", "  caravan down --purge"})
final class DownCommand implements Callable<Integer> {
    @Option(names = "--purge", description = "Also forget everything: leftover containers and the data.")
    boolean purge;

    @Option(names = "--data", paramLabel = "DIR", description = "Where state is kept (CARAVAN_HOME/data).")
    Path data;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Override
    public Integer call() {
        return DownWiring.run(this);
    }
}
