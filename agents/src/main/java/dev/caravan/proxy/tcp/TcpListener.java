package dev.caravan.proxy.tcp;

import dev.caravan.proxy.link.Dialer;
import dev.caravan.proxy.net.Activity;
import dev.caravan.proxy.net.Connections;
import dev.caravan.proxy.net.QuietFault;
import dev.caravan.proxy.net.Relay;
import dev.caravan.proxy.net.Transport;
import dev.caravan.proxy.table.Balancer;
import dev.caravan.proxy.table.Endpoint;
import dev.caravan.proxy.table.EndpointTable;
import dev.caravan.proxy.table.PortKey;
import dev.caravan.proxy.table.Target;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a port for one workload's port and relays each connection to one of its pods. A pod that does not accept is passed
 * over for another as long as nothing was sent to it; the client's bytes wait unread until then.
 */
public final class TcpListener {
    /** Pods tried for one connection. */
    static final int MAX_ATTEMPTS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(TcpListener.class);

    private final Supplier<EndpointTable> table;
    private final PortKey key;
    private final Dialer dialer;
    private final Connections connections;

    private TcpListener(Supplier<EndpointTable> table, PortKey key, Dialer dialer, Connections connections) {
        this.table = table;
        this.key = key;
        this.dialer = dialer;
        this.connections = connections;
    }

    /** Listens until the channel is closed; connections made by then go on. Throws what the socket said. */
    public static Channel open(
            Transport transport,
            Supplier<EndpointTable> table,
            PortKey key,
            Dialer dialer,
            Connections connections,
            InetSocketAddress address)
            throws InterruptedException {
        TcpListener listener = new TcpListener(table, key, dialer, connections);
        return transport
                .server(new QuietFault() {
                    @Override
                    public boolean isSharable() {
                        return true;
                    }

                    @Override
                    public void channelActive(ChannelHandlerContext ctx) {
                        listener.accepted(ctx.channel());
                    }
                })
                .bind(address)
                .sync()
                .channel();
    }

    private void accepted(Channel client) {
        Activity activity = connections.admit(client);
        if (activity == null) {
            client.close();
            return;
        }
        InetSocketAddress from = (InetSocketAddress) client.remoteAddress();
        new Attempt(client, activity, from.getAddress().getHostAddress() + ":" + from.getPort()).next();
    }

    /** One client's way to a pod. Confined to the client's loop. */
    private final class Attempt {
        private final Channel client;
        private final Activity activity;
        private final String from;
        private Set<Endpoint> tried = Set.of();

        Attempt(Channel client, Activity activity, String from) {
            this.client = client;
            this.activity = activity;
            this.from = from;
        }

        void next() {
            Optional<Target> target = table.get().target(key);
            Endpoint endpoint = tried.size() < MAX_ATTEMPTS
                    ? target.map(t -> Balancer.pick(t, tried)).orElse(null)
                    : null;
            if (endpoint == null) {
                LOG.debug(
                        "connection closed port={} client={} reason=no endpoint left after {} tries",
                        key,
                        from,
                        tried.size());
                client.close();
                return;
            }
            endpoint.load().began();
            Owing owing = new Owing(endpoint.load());
            dialer.dial(client.eventLoop(), endpoint, from, new Dialer.Outcome() {
                @Override
                public void connected(Channel pod) {
                    pod.closeFuture().addListener(closed -> {
                        endpoint.load().ended();
                        owing.podSpoke();
                    });
                    Relay.join(client, pod, activity, owing);
                    client.eventLoop().execute(() -> Relay.start(client, pod));
                }

                @Override
                public void failed(Throwable cause) {
                    endpoint.load().ended();
                    owing.podSpoke();
                    LOG.debug(
                            "endpoint passed over port={} pod={} reason={}", key, endpoint.podUid(), cause.toString());
                    java.util.Set<Endpoint> more = new java.util.HashSet<>(tried);
                    more.add(endpoint);
                    tried = more;
                    next();
                }
            });
        }
    }
}
