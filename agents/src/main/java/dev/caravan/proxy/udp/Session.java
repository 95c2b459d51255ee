package dev.caravan.proxy.udp;

import dev.caravan.proxy.link.DatagramStream;
import dev.caravan.proxy.link.Dialer;
import dev.caravan.proxy.net.Transport;
import dev.caravan.proxy.table.Endpoint;
import dev.caravan.proxy.table.EndpointTable;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;

/** One client's datagrams to one pod and back. Confined to the listener's loop. */
final class Session {
    /** Datagrams kept while the way to the pod is opened; more are dropped. */
    static final int MAX_WAITING = 16;

    private final Channel listener;
    private final InetSocketAddress client;
    private final Endpoint endpoint;
    private final Deque<ByteBuf> waiting = new ArrayDeque<>();
    private Channel pod;
    private boolean closed;
    private long lastNanos = System.nanoTime();

    Session(Transport transport, Dialer dialer, Channel listener, InetSocketAddress client, Endpoint endpoint) {
        this.listener = listener;
        this.client = client;
        this.endpoint = endpoint;
        endpoint.load().began();
        if (endpoint.local()) {
            openSocket(transport);
        } else {
            openLink(dialer);
        }
    }

    boolean isUsable(EndpointTable table) {
        return !closed && table.has(endpoint);
    }

    long lastNanos() {
        return lastNanos;
    }

    /** Sends a datagram to the pod, with the next {@link #flush}; takes the buffer over. */
    boolean forward(ByteBuf datagram) {
        lastNanos = System.nanoTime();
        if (pod != null && pod.isWritable()) {
            pod.write(datagram, pod.voidPromise());
            return true;
        }
        if (pod == null && !closed && waiting.size() < MAX_WAITING) {
            waiting.add(datagram);
        } else {
            datagram.release();
        }
        return false;
    }

    void flush() {
        if (pod != null) pod.flush();
    }

    void close() {
        if (closed) return;
        closed = true;
        endpoint.load().ended();
        waiting.forEach(ByteBuf::release);
        waiting.clear();
        if (pod != null) pod.close();
    }

    private void openSocket(Transport transport) {
        InetSocketAddress address = new InetSocketAddress(endpoint.host(), endpoint.dialPort());
        UdpListener.tuned(transport.datagram(listener.eventLoop(), new Answers()))
                .connect(address)
                .addListener((ChannelFuture done) -> {
                    if (done.isSuccess()) {
                        opened(done.channel());
                    } else {
                        close();
                    }
                });
    }

    private void openLink(Dialer dialer) {
        String from = client.getAddress().getHostAddress() + ":" + client.getPort();
        dialer.dialDatagrams(listener.eventLoop(), endpoint, from, new Dialer.Outcome() {
            @Override
            public void connected(Channel link) {
                DatagramStream.addFraming(link);
                link.pipeline().addLast(new Answers());
                link.closeFuture().addListener(gone -> close());
                link.config().setAutoRead(true);
                opened(link);
            }

            @Override
            public void failed(Throwable cause) {
                close();
            }
        });
    }

    private void opened(Channel channel) {
        if (closed) {
            channel.close();
            return;
        }
        pod = channel;
        for (ByteBuf datagram = waiting.poll(); datagram != null; datagram = waiting.poll()) {
            pod.write(datagram, pod.voidPromise());
        }
        pod.flush();
    }

    private final class Answers extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            lastNanos = System.nanoTime();
            ByteBuf datagram = message instanceof DatagramPacket packet ? packet.content() : (ByteBuf) message;
            if (listener.isWritable()) {
                listener.write(new DatagramPacket(datagram, client), listener.voidPromise());
            } else {
                datagram.release();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            listener.flush();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) ctx.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // Connection refused over UDP: the pod does not listen yet, or again. The session goes on.
        }
    }
}
