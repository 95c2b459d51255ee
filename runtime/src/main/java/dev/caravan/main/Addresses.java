package dev.caravan.main;

import dev.caravan.model.Goal;
import dev.caravan.model.Kind;
import dev.caravan.model.Node;
import dev.caravan.model.Port;
import dev.caravan.model.Workload;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.Query;
import java.io.PrintStream;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Where what runs can be reached, as {@code caravan up} prints it. */
final class Addresses {
    private static final List<Kind> KINDS = List.of(Kind.SERVICE, Kind.FUNCTION, Kind.DAEMON);
    private static final int WAIT_SECONDS = 3;

    private final ClusterStore store;
    private final PrintStream out;

    Addresses(ClusterStore store, PrintStream out) {
        this.store = store;
        this.out = out;
    }

    /** Waits a little for the proxies to tell what they listen on, then prints it. */
    void print() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!isComplete() && System.nanoTime() < end) {
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        List<Node> nodes = store.list(Query.of(Kind.NODE), Node.class);
        for (Kind kind : KINDS) {
            for (Workload workload : store.list(Query.of(kind), Workload.class)) {
                for (Port port : workload.spec().template().ports()) print(workload, port, nodes);
            }
        }
        out.flush();
    }

    private boolean isComplete() {
        List<Node> nodes = store.list(Query.of(Kind.NODE), Node.class);
        return KINDS.stream()
                .flatMap(kind -> store.list(Query.of(kind), Workload.class).stream())
                .filter(workload -> workload.spec().goal() == Goal.RUN)
                .allMatch(workload -> workload.spec().template().ports().stream()
                        .map(port -> workload.key().display() + ":" + port.display())
                        .allMatch(name -> nodes.stream()
                                .anyMatch(node -> node.status().published().containsKey(name))));
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
