package dev.caravan.main;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caravan routes}. */
@Command(
        name = "routes",
        description = "Print the Camel routes that a script compiles into, without a server.",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {"  caravan routes examples/shop.groovy", "  caravan routes shop.groovy -o mermaid"})
final class RoutesCommand implements Callable<Integer> {
    @Parameters(arity = "1", paramLabel = "SCRIPT", description = "The deployment script.")
    Path script;

    @Option(
            names = {"-p", "--param"},
            paramLabel = "KEY=VALUE",
            description = "A parameter of the script.")
    Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--overlay", paramLabel = "NAME", description = "An overlay of the script to apply.")
    List<String> overlays = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "yaml",
            description = "yaml, xml, tree or mermaid (yaml).")
    String output;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Override
    public Integer call() {
        return OfflineWiring.routes(this);
    }
}
