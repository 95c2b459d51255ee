package dev.caravan.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code caravan version}. */
@Command(
        name = "version",
        description = "Show the version of this program and of the server.",
        footer = {"  caravan version", "  caravan version --client"})
public final class VersionCommand extends ServerCommand {
    @Option(names = "--client", description = "Only this program's; asks no server.")
    boolean clientOnly;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "",
            description = "json, yaml or jsonpath={…}")
    String output;

    @Override
    public Integer call() {
        java.util.Map<String, Object> versions = new java.util.LinkedHashMap<>();
        versions.put("client", clientVersion());
        if (!clientOnly) versions.put("server", serverVersion());
        Output form = Output.ofDocument(output, session, clock.instant());
        if (form.isTable()) {
            versions.forEach((who, version) -> session.out().println(who + " " + version));
        } else {
            form.document(versions);
        }
        return 0;
    }

    private String serverVersion() {
        try {
            return JsonTree.text(client().get("version", java.util.Map.of()), "version");
        } catch (Failure e) {
            return "not reached: " + e.getMessage();
        }
    }

    static String clientVersion() {
        String version = VersionCommand.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
