package dev.caravan.main;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caravan validate}. */
@Command(
        name = "validate",
        description = "Compile scripts, without a server, and print every error of every file.",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {"  caravan validate shop.groovy -p tag=1.4"})
final class ValidateCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "SCRIPT", description = "The deployment scripts.")
    List<Path> scripts;

    @Mixin
    LocalScriptOptions given = new LocalScriptOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "",
            description = "json: the manifests, or the errors.")
    String output;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Override
    public Integer call() {
        return OfflineWiring.validate(this);
    }
}
