package dev.caravan.main;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code caravan up}. */
@Command(
        name = "up",
        description = "Start a whole cluster in one process, apply a script, and follow events until Ctrl-C.",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  caravan up examples/hello.groovy",
            "  caravan up --engine process --nodes 3",
            "  caravan up examples/shop.groovy -p tag=1.0 --detach"
        })
final class UpCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "SCRIPT", description = "A deployment script to apply.")
    Path script;

    @Mixin
    LocalScriptOptions given = new LocalScriptOptions();

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            defaultValue = "auto",
            description = "auto, docker or process. auto takes Docker where its socket answers.")
    String engine;

    @Option(names = "--nodes", paramLabel = "N", defaultValue = "1", description = "Agents; the machine is divided.")
    int nodes;

    @Option(names = "--data", paramLabel = "DIR", description = "Where state is kept (CARAVAN_HOME/data).")
    Path data;

    @Option(names = "--detach", description = "Return when ready; 'caravan down' stops it.")
    boolean detach;

    @Option(names = "--once", description = "Stop everything again as soon as the script's app is healthy: a trial.")
    boolean once;

    @Mixin
    PortOptions ports = new PortOptions();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Spec
    CommandSpec spec;

    /** The words of the command line, from {@code up} on. */
    List<String> arguments() {
        return spec.root().commandLine().getParseResult().originalArgs();
    }

    @Override
    public Integer call() {
        return UpWiring.run(this);
    }
}
