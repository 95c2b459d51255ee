package dev.caravan.main;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code caravan agent}. */
@Command(
        name = "agent",
        description = "Run one node: an agent that runs the pods bound to it and carries traffic to them.",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  caravan agent --name n1 --join 127.0.0.1:5701",
            "  caravan agent --name n2 --join 127.0.0.1:5701 --address 127.0.0.2 --capacity cpu=1,memory=2gb"
        })
final class AgentCommand implements Callable<Integer> {
    @Option(names = "--name", paramLabel = "NAME", required = true, description = "The node's name.")
    String name;

    @Option(
            names = "--join",
            paramLabel = "HOST:PORT",
            split = ",",
            required = true,
            description = "Grid ports of control-plane members.")
    List<String> join = new ArrayList<>();

    @Option(
            names = "--address",
            paramLabel = "A",
            defaultValue = "127.0.0.1",
            description = "The node's address; further agents of a machine take 127.0.0.2, .3, … (127.0.0.1).")
    String address;

    @Option(
            names = "--capacity",
            paramLabel = "K=V",
            split = ",",
            description = "What pods may reserve: cpu=1,memory=2gb. All of the machine otherwise.")
    Map<String, String> capacity = new LinkedHashMap<>();

    @Option(names = "--label", paramLabel = "K=V", description = "A label of the node.")
    Map<String, String> labels = new LinkedHashMap<>();

    @Option(names = "--taint", paramLabel = "K=V:EFFECT", description = "A taint of the node.")
    List<String> taints = new ArrayList<>();

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            defaultValue = "auto",
            description = "auto, docker or process. auto takes Docker where its socket answers.")
    String engine;

    @Option(names = "--data", paramLabel = "DIR", description = "The node's own directory (CARAVAN_HOME/agents/NAME).")
    Path data;

    @Option(
            names = "--cluster",
            paramLabel = "FILE",
            description = "The cluster's secret file, copied from the server (CARAVAN_HOME/cluster.properties).")
    Path cluster;

    @Option(names = "--grid-port", paramLabel = "N", defaultValue = "5701", description = "The grid's port (5701).")
    int gridPort;

    @Option(names = "--link-port", paramLabel = "N", defaultValue = "7401", description = "The link's port (7401).")
    int linkPort;

    @Option(
            names = "--ingress-port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Where outside HTTP enters (8080).")
    int ingressPort;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Override
    public Integer call() {
        return AgentWiring.run(this);
    }
}
