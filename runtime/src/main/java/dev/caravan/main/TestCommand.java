package dev.caravan.main;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caravan test}. */
@Command(
        name = "test",
        description = "Run the checks of scripts on a simulated cluster, under virtual time, with faults; no server.",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  caravan test shop.groovy",
            "  caravan test shop.groovy --seeds 100",
            "  caravan test shop.groovy --seed 17"
        })
final class TestCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "SCRIPT", description = "The deployment scripts.")
    List<Path> scripts;

    @Mixin
    LocalScriptOptions given = new LocalScriptOptions();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Decides how long everything takes (1). Equal seeds give equal runs.")
    long seed;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "1",
            description = "Runs with as many seeds, from --seed on (1).")
    int seeds;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "",
            description = "json: the results, in one document.")
    String output;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Override
    public Integer call() {
        return TestWiring.run(this);
    }
}
