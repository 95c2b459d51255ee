package dev.caravan.proxy.table;

import dev.caravan.model.Names;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Port;
import dev.caravan.model.Port.Protocol;
import java.util.Locale;

/** Names one port of one workload. */
public record PortKey(ObjectKey workload, int number, Protocol protocol) implements Comparable<PortKey> {
    public static PortKey of(ObjectKey workload, Port port) {
        return new PortKey(workload, port.number(), port.protocol());
    }

    /** Such as {@code service/web:80/tcp}; workloads of other namespaces carry theirs in front. */
    public String display() {
        String namespace = workload.namespace();
        boolean plain = namespace.isEmpty() || namespace.equals(Names.DEFAULT_NAMESPACE);
        String name = plain ? workload.display() : workload.toString();
        return name + ":" + number + "/" + protocol.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public int compareTo(PortKey other) {
        int byWorkload = workload.compareTo(other.workload);
        if (byWorkload != 0) return byWorkload;
        return number != other.number ? Integer.compare(number, other.number) : protocol.compareTo(other.protocol);
    }
}
