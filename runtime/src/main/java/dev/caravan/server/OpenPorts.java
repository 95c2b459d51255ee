package dev.caravan.server;

import dev.caravan.model.Goal;
import dev.caravan.model.Node;
import dev.caravan.model.Port;
import dev.caravan.model.Workload;
import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;

/**
 * A workload's ports as the nodes' proxies report them.
 *
 * @param addresses where they are open
 * @param errors why some could not be opened, node by node
 * @param awaited published ports that a node's proxy has not told of yet
 */
record OpenPorts(Collection<String> addresses, Collection<String> errors, Collection<String> awaited) {
    private static final String ERROR = "error: ";

    static OpenPorts of(Workload workload, Collection<Node> nodes) {
        OpenPorts ports = new OpenPorts(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
        for (Node node : nodes) {
            // A proxy that works reports its own ingress, whatever else there is.
            if (!node.isReady() || node.status().published().isEmpty()) continue;
            for (Port port : workload.spec().template().ports()) ports.add(workload, port, node);
        }
        return ports;
    }

    private void add(Workload workload, Port port, Node node) {
        Map<String, String> published = node.status().published();
        String told = published.get(workload.key().display() + ":" + port.display());
        if (told == null) {
            boolean due = port.publish().isPresent() && workload.spec().goal() == Goal.RUN;
            if (due) awaited.add("port " + port.publish().get() + " on node " + node.name());
        } else if (told.startsWith(ERROR)) {
            errors.add("node " + node.name() + ": " + told.substring(ERROR.length()));
        } else {
            addresses.add(told + (port.protocol() == Port.Protocol.UDP ? "/udp" : ""));
        }
    }
}
