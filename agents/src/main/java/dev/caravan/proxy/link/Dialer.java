package dev.caravan.proxy.link;

import dev.caravan.proxy.net.QuietFault;
import dev.caravan.proxy.net.Transport;
import dev.caravan.proxy.table.Endpoint;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Connects to endpoints: to a pod of this node itself, to any other through its owner's link. Another node's pod address is
 * never dialled.
 */
public final class Dialer {
    static final long HANDSHAKE_SECONDS = 4;

    /** Hears how a dial went, once, on the loop of the dial. */
    public interface Outcome {
        /** Connected, not reading; handlers are to be added before this returns. */
        void connected(Channel channel);

        /** Not connected; no byte was sent to the pod. */
        void failed(Throwable cause);
    }

    private final Transport transport;
    private final LinkAuth auth;

    public Dialer(Transport transport, String clusterSecret) {
        this.transport = transport;
        this.auth = new LinkAuth(clusterSecret);
    }

    /** Opens a stream to the endpoint's port. To be called on the loop. */
    public void dial(EventLoop loop, Endpoint endpoint, String client, Outcome outcome) {
        if (endpoint.local()) {
            straight(loop, endpoint.host(), endpoint.dialPort(), outcome);
        } else {
            link(loop, endpoint, LinkServer.TCP_VERB, client, outcome);
        }
    }

    /** Opens a stream of length-prefixed datagrams to a remote endpoint's UDP port. To be called on the loop. */
    public void dialDatagrams(EventLoop loop, Endpoint endpoint, String client, Outcome outcome) {
        link(loop, endpoint, LinkServer.UDP_VERB, client, outcome);
    }

    void straight(EventLoop loop, String host, int port, Outcome outcome) {
        transport.client(loop, QuietFault.INSTANCE).connect(address(host, port)).addListener((ChannelFuture done) -> {
            if (done.isSuccess()) {
                outcome.connected(done.channel());
            } else {
                outcome.failed(done.cause());
            }
        });
    }

    /** An address in numbers is one already; a name is looked up by the connect. */
    private static InetSocketAddress address(String host, int port) {
        boolean numbers = NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
        return numbers ? new InetSocketAddress(host, port) : InetSocketAddress.createUnresolved(host, port);
    }

    private void link(EventLoop loop, Endpoint endpoint, String verb, String client, Outcome outcome) {
        Map<String, String> params =
                Map.of("pod", endpoint.podUid(), "port", String.valueOf(endpoint.port()), "client", client);
        Handshake handshake = new Handshake(verb, params, outcome);
        transport
                .client(loop, handshake)
                .connect(address(endpoint.host(), endpoint.dialPort()))
                .addListener((ChannelFuture done) -> {
                    if (done.isSuccess()) {
                        done.channel().config().setAutoRead(true);
                    } else {
                        handshake.fail(done.channel(), done.cause());
                    }
                });
    }

    private final class Handshake extends LineReader {
        private final String verb;
        private final Map<String, String> params;
        private final Outcome outcome;
        private boolean asked;
        private boolean over;

        Handshake(String verb, Map<String, String> params, Outcome outcome) {
            this.verb = verb;
            this.params = params;
            this.outcome = outcome;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.executor().schedule(() -> broken(ctx, "no answer in time"), HANDSHAKE_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        void line(ChannelHandlerContext ctx, String line) {
            if (over) return;
            if (!asked && line.startsWith(LinkAuth.GREETING)) {
                asked = true;
                String ask = auth.ask(line.substring(LinkAuth.GREETING.length()), verb, params) + "\n";
                ctx.writeAndFlush(ctx.alloc().buffer(ask.length()).writeBytes(ask.getBytes(StandardCharsets.UTF_8)));
            } else if (asked && line.equals(LinkAuth.OK)) {
                over = true;
                ctx.channel().config().setAutoRead(false);
                outcome.connected(ctx.channel());
                ctx.pipeline().remove(this);
            } else {
                broken(
                        ctx,
                        line.startsWith(LinkAuth.ERROR) ? line.substring(LinkAuth.ERROR.length()) : "no link: " + line);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) broken(ctx, "closed by the other side");
        }

        @Override
        void broken(ChannelHandlerContext ctx, String why) {
            fail(ctx.channel(), new IOException("link to " + ctx.channel().remoteAddress() + ": " + why));
        }

        void fail(Channel channel, Throwable cause) {
            if (over) return;
            over = true;
            channel.close();
            outcome.failed(cause);
        }
    }
}
