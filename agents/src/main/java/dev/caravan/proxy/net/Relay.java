package dev.caravan.proxy.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;

/**
 * One direction of a relayed connection: what its channel receives goes to the peer. Invariants: both channels live on one
 * loop; a channel is read only while its peer takes what was read; the end of one direction is passed on after its last
 * byte and leaves the other direction open; when both have ended, or one side broke, both are closed after what was
 * received is written.
 */
public final class Relay extends ChannelInboundHandlerAdapter {
    private final Channel peer;
    private final Activity activity;
    private final Runnable spoke;
    private boolean inputEnded;

    private Relay(Channel peer, Activity activity, Runnable spoke) {
        this.peer = peer;
        this.activity = activity;
        this.spoke = spoke;
    }

    /**
     * Joins two connected channels of one loop and starts to read both.
     *
     * @param activity is told of every read
     */
    public static void join(Channel one, Channel other, Activity activity) {
        join(one, other, activity, Turns.UNHEARD);
    }

    /** As above, telling whose turn it is. */
    public static void join(Channel client, Channel pod, Activity activity, Turns turns) {
        client.pipeline().addLast(new Relay(pod, activity, turns::clientSpoke));
        pod.pipeline().addLast(new Relay(client, activity, turns::podSpoke));
    }

    /** Adds one direction; {@link #start} begins it. For channels that first hand over what they had decoded. */
    public static void add(Channel from, Channel to, Activity activity) {
        from.pipeline().addLast(new Relay(to, activity, () -> {}));
    }

    /** Starts to read both channels, or closes both if one is gone already. */
    public static void start(Channel one, Channel other) {
        if (!one.isActive() || !other.isActive()) {
            closeAfterWrites(one);
            closeAfterWrites(other);
            return;
        }
        one.config().setAutoRead(other.isWritable());
        other.config().setAutoRead(one.isWritable());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf)) {
            ReferenceCountUtil.release(message);
            return;
        }
        activity.touch();
        spoke.run();
        peer.write(message, peer.voidPromise());
        if (!peer.isWritable()) ctx.channel().config().setAutoRead(false);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        peer.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) peer.config().setAutoRead(true);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) endInput(ctx.channel());
    }

    private void endInput(Channel from) {
        if (inputEnded) return;
        inputEnded = true;
        activity.halfClosed();
        if (((DuplexChannel) peer).isInputShutdown()) {
            closeAfterWrites(from);
            closeAfterWrites(peer);
            return;
        }
        peer.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((ChannelFuture done) -> {
            if (!done.isSuccess()) return;
            DuplexChannel written = (DuplexChannel) done.channel();
            // Once the other side ends too, nothing is left: it is closed at once, and not shut down, which would fail.
            written.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
            written.shutdownOutput();
        });
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closeAfterWrites(peer);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    /** Closes a channel once everything written to it has left. */
    public static void closeAfterWrites(Channel channel) {
        if (channel.isActive()) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        } else {
            channel.close();
        }
    }
}
