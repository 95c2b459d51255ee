package dev.caravan.proxy.http;

import dev.caravan.proxy.link.Dialer;
import dev.caravan.proxy.net.Activity;
import dev.caravan.proxy.net.Connections;
import dev.caravan.proxy.net.Transport;
import dev.caravan.proxy.table.Endpoint;
import dev.caravan.proxy.table.EndpointTable;
import dev.caravan.proxy.table.PortKey;
import dev.caravan.store.Signals;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** All HTTP listeners of a node, the connections to pods that they share and the gates of its functions. */
public final class HttpProxy implements AutoCloseable {
    static final int MAX_REQUEST_LINE = 8 * 1024;
    static final int MAX_HEADERS = 32 * 1024;
    static final int MAX_CHUNK = 64 * 1024;
    private static final long SWEEP_MILLIS = 100;
    private static final long LINGER_MILLIS = 2_000;

    private final Transport transport;
    private final Supplier<EndpointTable> table;
    private final Dialer dialer;
    private final Connections connections;
    private final Gates gates;
    private final SealedCall sealedCall;
    private final Map<EventLoop, LoopState> loops = new HashMap<>();

    public HttpProxy(
            String node,
            Transport transport,
            Supplier<EndpointTable> table,
            Dialer dialer,
            Connections connections,
            Signals signals,
            SealedCall sealedCall,
            Clock clock) {
        this.sealedCall = sealedCall;
        this.transport = transport;
        this.table = table;
        this.dialer = dialer;
        this.connections = connections;
        this.gates = new Gates(node, table, signals, clock);
        for (EventLoop loop : transport.loops()) {
            LoopState state = new LoopState();
            loops.put(loop, state);
            loop.scheduleAtFixedRate(() -> state.sweep(table.get()), SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Listens until the channel is closed. Throws what the socket said.
     *
     * @param bound the port that all requests go to; empty to route by host and path
     */
    public Channel listen(InetSocketAddress address, Optional<PortKey> bound) throws InterruptedException {
        return transport
                .server(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel, bound.orElse(null));
                    }
                })
                .bind(address)
                .sync()
                .channel();
    }

    private void accept(Channel channel, PortKey bound) {
        Activity activity = connections.admit(channel);
        if (activity == null) {
            channel.close();
            return;
        }
        ClientConnection client = new ClientConnection(this, loops.get(channel.eventLoop()), bound, activity);
        channel.pipeline()
                .addLast("meter", new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext ctx, Object message) {
                        client.bytesCame();
                        ctx.fireChannelRead(message);
                    }
                })
                .addLast("codec", new HttpServerCodec(MAX_REQUEST_LINE, MAX_HEADERS, MAX_CHUNK))
                .addLast("client", client);
        channel.config().setAutoRead(true);
    }

    /** Gives waiting requests what is new and drops unused connections to what is gone. */
    public void tableChanged(EndpointTable next) {
        gates.tableChanged(next);
        loops.forEach((loop, state) -> loop.execute(() -> state.closeUnused(next, System.nanoTime())));
    }

    /**
     * The port that a request is for: the one that its listener is bound to, else by the function that it names under seal,
     * else by host and path. No pod sees the seal.
     */
    Optional<PortKey> route(HttpRequest request, PortKey bound, String host, String path) {
        String call = request.headers().get(SealedCall.HEADER);
        if (call != null) request.headers().remove(SealedCall.HEADER);
        if (bound != null) return Optional.of(bound);
        if (call == null) return table.get().routes().find(host, path);
        return sealedCall.open(call).flatMap(table.get()::entry);
    }

    EndpointTable table() {
        return table.get();
    }

    Gates gates() {
        return gates;
    }

    /** A connection to the endpoint, kept from before or new, on the client's loop. */
    void connect(LoopState loop, Channel client, Endpoint endpoint, boolean repeatable, PodSeeker seeker) {
        PodConnection kept = loop.take(endpoint, repeatable);
        if (kept != null) {
            seeker.found(kept);
            return;
        }
        InetSocketAddress from = (InetSocketAddress) client.remoteAddress();
        String name = from.getAddress().getHostAddress() + ":" + from.getPort();
        dialer.dial(client.eventLoop(), endpoint, name, new Dialer.Outcome() {
            @Override
            public void connected(Channel channel) {
                PodConnection connection = new PodConnection(loop, endpoint, channel);
                if (endpoint.local()) {
                    seeker.found(connection);
                } else {
                    channel.eventLoop().execute(() -> seeker.found(connection));
                }
            }

            @Override
            public void failed(Throwable cause) {
                seeker.failed(cause);
            }
        });
    }

    void sendContinue(Channel client) {
        ByteBuf line = Unpooled.copiedBuffer("HTTP/1.1 100 Continue\r\n\r\n", StandardCharsets.US_ASCII);
        client.pipeline().context("codec").writeAndFlush(line);
    }

    /** @param lingers whether the client may still be sending: see {@link #closeBehind} */
    void sendError(Channel client, HttpResponseStatus status, String text, boolean head, boolean lingers) {
        byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CONNECTION, "close");
        closeBehind(client, client.writeAndFlush(response), lingers);
    }

    /**
     * Closes once the last answer is written. To a client that still sends, a plain close would reset the connection and
     * take the answer away before it is read: what comes is thrown away for a moment, until the client ends too.
     */
    static void closeBehind(Channel client, ChannelFuture written, boolean lingers) {
        written.addListener(done -> {
            if (!lingers || !done.isSuccess()) {
                client.close();
                return;
            }
            ((DuplexChannel) client).shutdownOutput();
            client.config().setAutoRead(true);
            client.eventLoop().schedule(() -> client.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        });
    }

    @Override
    public void close() {
        gates.close();
    }
}
