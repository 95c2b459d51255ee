package dev.caravan.proxy.udp;

import dev.caravan.proxy.link.Dialer;
import dev.caravan.proxy.net.Transport;
import dev.caravan.proxy.table.Balancer;
import dev.caravan.proxy.table.Endpoint;
import dev.caravan.proxy.table.EndpointTable;
import dev.caravan.proxy.table.PortKey;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Opens a UDP port for one workload's port. Datagrams of one client address are a session and go to one pod, through a
 * socket of their own, so that the answers find back. Invariants: everything runs on the listener's loop; a session ends
 * when idle, when its pod leaves the table (the next datagram finds another pod), or, the longest idle first, when there
 * are too many.
 */
public final class UdpListener {
    static final int MAX_SESSIONS = 4_000;
    static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(45);
    static final int MAX_DATAGRAM = 65_536;
    private static final int MAX_READS_AT_ONCE = 64;
    private static final int SWEEP_SECONDS = 5;

    private final Transport transport;
    private final Supplier<EndpointTable> table;
    private final PortKey key;
    private final Dialer dialer;
    private final Map<InetSocketAddress, Session> sessions = new LinkedHashMap<>(64, 0.75f, true);
    private final List<Session> written = new ArrayList<>();
    private Channel channel;

    private UdpListener(Transport transport, Supplier<EndpointTable> table, PortKey key, Dialer dialer) {
        this.transport = transport;
        this.table = table;
        this.key = key;
        this.dialer = dialer;
    }

    /** Listens until the channel is closed; its sessions end with it. Throws what the socket said. */
    public static Channel open(
            Transport transport, Supplier<EndpointTable> table, PortKey key, Dialer dialer, InetSocketAddress address)
            throws InterruptedException {
        UdpListener listener = new UdpListener(transport, table, key, dialer);
        listener.channel = tuned(transport.datagram(null, listener.new Clients()))
                .option(ChannelOption.AUTO_READ, false)
                .bind(address)
                .sync()
                .channel();
        listener.start();
        return listener.channel;
    }

    static io.netty.bootstrap.Bootstrap tuned(io.netty.bootstrap.Bootstrap bootstrap) {
        return bootstrap.option(
                ChannelOption.RCVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator(MAX_DATAGRAM).maxMessagesPerRead(MAX_READS_AT_ONCE));
    }

    private void start() {
        ScheduledFuture<?> sweep =
                channel.eventLoop().scheduleAtFixedRate(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
        channel.closeFuture().addListener(closed -> {
            sweep.cancel(false);
            List.copyOf(sessions.values()).forEach(Session::close);
            sessions.clear();
        });
        channel.config().setAutoRead(true);
    }

    private void sweep() {
        long now = System.nanoTime();
        sessions.values().removeIf(session -> {
            boolean over = now - session.lastNanos() > IDLE_NANOS;
            if (over) session.close();
            return over;
        });
    }

    private Session session(InetSocketAddress client) {
        Session known = sessions.get(client);
        if (known != null && known.isUsable(table.get())) return known;
        if (known != null) {
            sessions.remove(client);
            known.close();
        }
        Endpoint endpoint = table.get()
                .target(key)
                .map(target -> Balancer.pick(target, Set.of()))
                .orElse(null);
        if (endpoint == null) return null;
        if (sessions.size() >= MAX_SESSIONS) {
            var oldest = sessions.values().iterator();
            oldest.next().close();
            oldest.remove();
        }
        Session session = new Session(transport, dialer, channel, client, endpoint);
        sessions.put(client, session);
        return session;
    }

    private final class Clients extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            DatagramPacket packet = (DatagramPacket) message;
            Session session = session(packet.sender());
            if (session == null) {
                packet.release();
                return;
            }
            if (session.forward(packet.content())) written.add(session);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            written.forEach(Session::flush);
            written.clear();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // A client that went away answers with ICMP, which the kernel tells here: nothing to do, it is UDP.
        }
    }
}
