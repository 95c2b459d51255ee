package dev.caravan.main;

import picocli.CommandLine.Option;

/** The ports of a process, each configurable. */
final class PortOptions {
    @Option(names = "--port", paramLabel = "N", defaultValue = "7400", description = "The API's port (7400).")
    int api;

    @Option(names = "--grid-port", paramLabel = "N", defaultValue = "5701", description = "The grid's port (5701).")
    int grid;

    @Option(names = "--link-port", paramLabel = "N", defaultValue = "7401", description = "The agents' links (7401).")
    int link;

    @Option(
            names = "--ingress-port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Where outside HTTP enters (8080).")
    int ingress;
}
