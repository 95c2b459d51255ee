package dev.caravan.main;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    LocalScriptOptions given = new LocalScriptOptions();

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
