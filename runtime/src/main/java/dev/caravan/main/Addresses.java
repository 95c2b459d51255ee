package dev.caravan.main;

import dev.caravan.model.Kind;
import dev.caravan.model.Node;
import dev.caravan.model.Port;
import dev.caravan.model.Workload;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.Query;
import java.io.PrintStream;
import java.util.List;
import java.util.TreeSet;

/** Where what runs can be reached, as {@code caravan up} prints it. */
final class Addresses {
    private final ClusterStore store;
    private final PrintStream out;

    Addresses(ClusterStore store, PrintStream out) {
        this.store = store;
        this.out = out;
    }

    void print() {
        List<Node> nodes = store.list(Query.of(Kind.NODE), Node.class);
        for (Kind kind : List.of(Kind.SERVICE, Kind.FUNCTION, Kind.DAEMON)) {
            for (Workload workload : store.list(Query.of(kind), Workload.class)) {
                for (Port port : workload.spec().template().ports()) print(workload, port, nodes);
            }
        }
        out.flush();
    }

    private void print(Workload workload, Port port, List<Node> nodes) {
        String name = workload.key().display();
        TreeSet<String> lines = new TreeSet<>();
        for (Node node : nodes) {
            String address = node.status().published().get(name + ":" + port.display());
            if (address == null) continue;
            boolean tcp = port.protocol() == Port.Protocol.TCP;
            lines.add(address.startsWith("error") ? address : (tcp ? "http://" + address + "/" : "udp " + address));
        }
        lines.forEach(line -> out.println(name + " port " + port.display() + ": " + line));
        port.at().ifPresent(at -> {
            String host = at.contains("/") ? at.substring(0, at.indexOf('/')) : at;
            String path = at.contains("/") ? at.substring(at.indexOf('/')) : "/";
            String header = host.isEmpty() ? "" : " with the header 'Host: " + host + "'";
            nodes.stream()
                    .limit(1)
                    .forEach(node -> out.println(
                            name + " at " + at + ": http://" + node.spec().address() + ":"
                                    + node.spec().ingressPort() + path.replace("*", "") + header));
        });
    }
}
