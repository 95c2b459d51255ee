package dev.caravan.proxy;

import dev.caravan.model.Port.Protocol;
import dev.caravan.proxy.http.HttpProxy;
import dev.caravan.proxy.link.Dialer;
import dev.caravan.proxy.net.Connections;
import dev.caravan.proxy.net.Errors;
import dev.caravan.proxy.net.Transport;
import dev.caravan.proxy.table.EndpointTable;
import dev.caravan.proxy.table.PortKey;
import dev.caravan.proxy.table.Target;
import dev.caravan.proxy.tcp.TcpListener;
import dev.caravan.proxy.udp.UdpListener;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has open what the table wants open: stated ports on the node's address, the others, if told so, on loopback. What can not
 * be opened is tried again at each look and its error reported. Everything runs on one thread, which may wait for binds.
 */
final class PortPublisher implements AutoCloseable {
    static final String LOOPBACK = "127.0.0.1";

    /** Where the search for a free number starts, and how many are tried. */
    static final int FIRST_FREE = 20_000;

    static final int MAX_TRIES = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(PortPublisher.class);

    private record Open(Channel channel, String address, int port, boolean stated) {
        String where() {
            return address + ":" + port;
        }

        boolean holds(int number, Protocol protocol, PortKey own) {
            return port == number && protocol == own.protocol();
        }
    }

    private final ProxyConfig config;
    private final Transport transport;
    private final Supplier<EndpointTable> table;
    private final Dialer dialer;
    private final Connections connections;
    private final HttpProxy http;
    private final PortMemory memory;
    private final Set<Integer> reserved;
    private final Map<PortKey, Open> open = new HashMap<>();
    private final Map<PortKey, String> errors = new HashMap<>();

    PortPublisher(
            ProxyConfig config,
            Transport transport,
            Supplier<EndpointTable> table,
            Dialer dialer,
            Connections connections,
            HttpProxy http) {
        this.config = config;
        this.transport = transport;
        this.table = table;
        this.dialer = dialer;
        this.connections = connections;
        this.http = http;
        this.memory = new PortMemory(config.dataDir().resolve("published-ports"));
        this.reserved = Set.of(config.linkPort(), config.ingressPort(), 7400, 0).stream()
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }

    /** Opens and closes what the table asks for; answers what is open, and the errors, by the ports' names. */
    Map<String, String> look(EndpointTable wanted) throws InterruptedException {
        closeUnwanted(wanted);
        List<Target> stated = new ArrayList<>();
        List<Target> others = new ArrayList<>();
        for (Target target : wanted.targets()) {
            (target.port().publish().isPresent() ? stated : others).add(target);
        }
        errors.keySet().removeIf(key -> wanted.target(key).isEmpty());
        for (Target target : stated) openStated(target);
        if (config.autoPublish()) {
            boolean changed = false;
            for (Target target : others) changed |= openAny(target);
            if (changed) memory.save();
        }
        Map<String, String> published = new TreeMap<>();
        open.forEach((key, listener) -> published.put(key.display(), listener.where()));
        errors.forEach((key, text) -> published.putIfAbsent(key.display(), text));
        return published;
    }

    private void closeUnwanted(EndpointTable wanted) {
        boolean forgotten = false;
        for (var entry : Map.copyOf(open).entrySet()) {
            Target target = wanted.target(entry.getKey()).orElse(null);
            Open listener = entry.getValue();
            Optional<Integer> stated =
                    target == null ? Optional.empty() : target.port().publish();
            boolean same = target != null
                    && listener.stated() == stated.isPresent()
                    && stated.map(number -> number == listener.port()).orElse(true);
            if (same) continue;
            close(entry.getKey(), target == null ? "workload removed" : "another port is stated");
            if (!listener.stated()) forgotten |= memory.forget(entry.getKey());
        }
        if (forgotten) memory.save();
    }

    private void close(PortKey key, String reason) {
        Open listener = open.remove(key);
        if (listener == null) return;
        listener.channel().close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        LOG.info("port closed port={} at={} reason={}", key.display(), listener.where(), reason);
    }

    private void openStated(Target target) throws InterruptedException {
        PortKey key = target.key();
        if (open.containsKey(key)) return;
        int number = target.port().publish().orElseThrow();
        for (var other : Map.copyOf(open).entrySet()) {
            boolean inTheWay = other.getValue().holds(number, key.protocol(), other.getKey());
            if (inTheWay && !other.getValue().stated())
                close(other.getKey(), "its number is stated by " + key.display());
        }
        try {
            opened(target, config.address(), number, true);
        } catch (Exception e) {
            if (e instanceof InterruptedException interrupted) throw interrupted;
            String text = Errors.bind(config.address(), number, e);
            if (!text.equals(errors.put(key, text)))
                LOG.warn("port not opened, tried again port={} {}", key.display(), text);
        }
    }

    /** Opens a number of our choice; answers whether the memory changed. */
    private boolean openAny(Target target) throws InterruptedException {
        PortKey key = target.key();
        if (open.containsKey(key)) return false;
        List<Integer> candidates = new ArrayList<>();
        memory.number(key).ifPresent(candidates::add);
        candidates.add(key.number());
        for (int i = 0; i < MAX_TRIES; i++) candidates.add(FIRST_FREE + i);
        for (int number : candidates) {
            if (reserved.contains(number) || isHeld(number, key.protocol())) continue;
            try {
                opened(target, LOOPBACK, number, false);
                return memory.remember(key, number);
            } catch (Exception e) {
                if (e instanceof InterruptedException interrupted) throw interrupted;
                LOG.debug("port passed over port={} number={} reason={}", key.display(), number, e.toString());
            }
        }
        errors.put(key, "error: no free port from " + FIRST_FREE + " to " + (FIRST_FREE + MAX_TRIES));
        return false;
    }

    private boolean isHeld(int number, Protocol protocol) {
        return open.entrySet().stream().anyMatch(e -> e.getValue().holds(number, protocol, e.getKey()));
    }

    private void opened(Target target, String address, int number, boolean stated) throws InterruptedException {
        PortKey key = target.key();
        InetSocketAddress at = new InetSocketAddress(address, number);
        Channel channel;
        if (key.protocol() == Protocol.UDP) {
            channel = UdpListener.open(transport, table, key, dialer, at);
        } else if (target.function().isPresent()) {
            channel = http.listen(at, Optional.of(key));
        } else {
            channel = TcpListener.open(transport, table, key, dialer, connections, at);
        }
        open.put(key, new Open(channel, address, number, stated));
        errors.remove(key);
        LOG.info("port opened port={} at={}:{}", key.display(), address, number);
    }

    @Override
    public void close() {
        open.values().forEach(listener -> listener.channel().close().awaitUninterruptibly(1, TimeUnit.SECONDS));
        open.clear();
    }
}
