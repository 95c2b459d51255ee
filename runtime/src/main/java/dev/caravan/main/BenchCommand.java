package dev.caravan.main;

import dev.caravan.cli.Failure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caravan bench}. */
@Command(
        name = "bench",
        description = "Measure this machine with a cluster of its own, made and removed for it.",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  caravan bench store",
            "  caravan bench store --members 3 --seconds 10 -o json",
            "  caravan bench language"
        })
final class BenchCommand implements Callable<Integer> {
    @Parameters(arity = "1", paramLabel = "WHAT", description = "What to measure: store or language.")
    String what;

    @Option(
            names = "--members",
            paramLabel = "N",
            defaultValue = "1",
            description = "Control-plane members: 1 or 3 (1).")
    int members;

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "256",
            description = "The most operations under way at once (256).")
    int clients;

    @Option(names = "--value-bytes", paramLabel = "N", defaultValue = "1024", description = "Size of a value (1024).")
    int valueBytes;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "10", description = "Of each load (10).")
    double seconds;

    @Option(names = "--runs", paramLabel = "N", defaultValue = "10000", description = "Of workflows: runs (10000).")
    int runs;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "",
            description = "json: one line and nothing else.")
    String output;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Override
    public Integer call() {
        return switch (what) {
            case "language" -> LanguageBench.run(this);
            case "store" -> StoreBench.run(this);
            default ->
                throw new Failure(Failure.USAGE, "what to measure should be store or language, was '" + what + "'");
        };
    }
}
