package dev.caravan.main;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What is given with a script that this process compiles itself. */
final class LocalScriptOptions {
    @Option(
            names = {"-p", "--param"},
            paramLabel = "KEY=VALUE",
            description = "A parameter of the script.")
    Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--overlay", paramLabel = "NAME", description = "An overlay of the script to apply.")
    List<String> overlays = new ArrayList<>();
}
