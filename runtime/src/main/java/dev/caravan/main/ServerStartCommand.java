package dev.caravan.main;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code caravan server}. */
@Command(
        name = "server",
        description = "Run a control-plane member: journal, store, driver and API.",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  caravan server --name s1 --data /var/lib/caravan",
            "  caravan server --name s1 --address 10.0.0.1 --join 10.0.0.2,10.0.0.3 --quorum 3"
        })
final class ServerStartCommand implements Callable<Integer> {
    @Option(names = "--name", paramLabel = "NAME", required = true, description = "This member's name.")
    String name;

    @Option(
            names = "--join",
            paramLabel = "HOST:PORT",
            split = ",",
            description = "Journals of the other servers; the port may be left out (7800).")
    List<String> join = new ArrayList<>();

    @Option(
            names = "--quorum",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many servers found a new cluster together: 1, 3 or 5 (1).")
    int quorum;

    @Option(
            names = "--cluster",
            paramLabel = "FILE",
            description = "The cluster's secret file, copied from another server (CARAVAN_HOME/cluster.properties).")
    Path cluster;

    @Option(names = "--data", paramLabel = "DIR", description = "Where state is kept (CARAVAN_HOME/data).")
    Path data;

    @Option(
            names = "--address",
            paramLabel = "A",
            defaultValue = "127.0.0.1",
            description = "The address to listen on (127.0.0.1).")
    String address;

    @Option(names = "--port", paramLabel = "N", defaultValue = "7400", description = "The API's port (7400).")
    int port;

    @Option(
            names = "--journal-port",
            paramLabel = "N",
            defaultValue = "7800",
            description = "Where the other servers reach this one's journal (7800).")
    int journalPort;

    @Option(names = "--grid-port", paramLabel = "N", defaultValue = "5701", description = "The grid's port (5701).")
    int gridPort;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Override
    public Integer call() {
        return ServerWiring.run(this);
    }
}
