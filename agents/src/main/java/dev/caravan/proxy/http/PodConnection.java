package dev.caravan.proxy.http;

import dev.caravan.proxy.table.Endpoint;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/** One HTTP connection to a pod; serves one exchange at a time and waits unused in between. Confined to its loop. */
final class PodConnection extends ChannelInboundHandlerAdapter {
    private static final int MAX_HEADERS = 64 * 1024;
    private static final int MAX_CHUNK = 64 * 1024;

    private static final HttpDecoderConfig DECODING = new HttpDecoderConfig()
            .setMaxHeaderSize(MAX_HEADERS)
            .setMaxChunkSize(MAX_CHUNK)
            .setValidateHeaders(false);

    private final LoopState loop;
    private final Endpoint endpoint;
    private final Channel channel;
    private ClientConnection client;
    private boolean used;
    private boolean inInterim;
    private long idleSince;

    PodConnection(LoopState loop, Endpoint endpoint, Channel channel) {
        this.loop = loop;
        this.endpoint = endpoint;
        this.channel = channel;
        channel.pipeline().addLast("codec", new HttpClientCodec(DECODING, false, false));
        channel.pipeline().addLast("pod", this);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Channel channel() {
        return channel;
    }

    boolean isActive() {
        return channel.isActive();
    }

    /** Whether it served an exchange before the present one. */
    boolean wasUsed() {
        return used;
    }

    long idleSince() {
        return idleSince;
    }

    /** Serves the client's exchange from now on. */
    void serve(ClientConnection next) {
        client = next;
        channel.config().setAutoRead(true);
    }

    /** The exchange is over: keeps the connection for another, or closes it. */
    void done(boolean reusable) {
        client = null;
        used = true;
        if (!reusable || !channel.isActive()) {
            channel.close();
            return;
        }
        idleSince = System.nanoTime();
        channel.config().setAutoRead(true);
        loop.keep(this);
    }

    void close() {
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ClientConnection serving = client;
        if (message instanceof ByteBuf bytes && serving != null && serving.tunnelBytes(bytes)) return;
        if (serving == null || !(message instanceof HttpObject object)) {
            ReferenceCountUtil.release(message);
            ctx.close();
            return;
        }
        if (object.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            ctx.close();
            return;
        }
        if (message instanceof HttpResponse head) {
            boolean interim = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            inInterim = interim && head.status().code() != 101;
            if (!inInterim) serving.responseHead(head);
        }
        if (message instanceof HttpContent content) {
            if (inInterim) {
                if (message instanceof LastHttpContent) inInterim = false;
                ReferenceCountUtil.release(message);
            } else {
                serving.responseContent(content);
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (client != null) client.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (client != null) client.updateReading();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (client != null) {
            ClientConnection serving = client;
            client = null;
            serving.podClosed();
        } else {
            loop.forget(this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
