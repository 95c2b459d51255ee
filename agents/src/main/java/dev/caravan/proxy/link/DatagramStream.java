package dev.caravan.proxy.link;

import dev.caravan.proxy.net.Relay;
import dev.caravan.proxy.net.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;

/**
 * Datagrams on a link: each is carried with a length of two bytes in front, one stream a session. Where the stream is full,
 * datagrams are dropped, as UDP may.
 */
public final class DatagramStream {
    private static final int MAX_DATAGRAM = 65_535;

    private DatagramStream() {}

    /** Adds what cuts a stream into datagrams, and puts them together again, to a link's channel. */
    public static void addFraming(Channel link) {
        link.pipeline()
                .addLast(new LengthFieldBasedFrameDecoder(MAX_DATAGRAM + 2, 0, 2, 0, 2), new LengthFieldPrepender(2));
    }

    /** Joins a link's stream to a pod's UDP port until the stream closes. */
    static void join(Transport transport, Channel link, InetSocketAddress pod) {
        addFraming(link);
        transport
                .datagram(link.eventLoop(), new SimpleChannelInboundHandler<DatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
                        if (link.isWritable())
                            link.writeAndFlush(packet.content().retain(), link.voidPromise());
                    }

                    @Override
                    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                        // A refused datagram (ICMP) is no end of a session: the pod may listen again.
                    }
                })
                .connect(pod)
                .addListener((ChannelFuture done) -> {
                    if (!done.isSuccess()) {
                        link.close();
                        return;
                    }
                    Channel socket = done.channel();
                    link.closeFuture().addListener(closed -> socket.close());
                    link.pipeline().addLast(new Forward(socket));
                    link.config().setAutoRead(true);
                });
    }

    private static final class Forward extends ChannelInboundHandlerAdapter {
        private final Channel socket;

        Forward(Channel socket) {
            this.socket = socket;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (socket.isWritable()) socket.write(message, socket.voidPromise());
            else ReferenceCountUtil.release(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            socket.flush();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            Relay.closeAfterWrites(ctx.channel());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
