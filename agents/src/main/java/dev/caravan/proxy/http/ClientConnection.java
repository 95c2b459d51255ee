package dev.caravan.proxy.http;

import dev.caravan.proxy.net.Activity;
import dev.caravan.proxy.net.Relay;
import dev.caravan.proxy.table.Balancer;
import dev.caravan.proxy.table.Endpoint;
import dev.caravan.proxy.table.PortKey;
import dev.caravan.proxy.table.Target;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One client of the ingress. Invariants: everything runs on the client's loop; one exchange at a time; what came in and can
 * not be passed on yet waits in {@link #pending}, and nothing more is read while that holds more than a few pieces; each
 * exchange ends exactly once, and then holds nothing.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter {
    static final int MAX_ATTEMPTS = 4;

    /** Between two tries of a function's pod that did not accept. */
    static final long RETRY_MILLIS = 50;

    private static final int MAX_PENDING = 2;

    private final HttpProxy proxy;
    private final LoopState loop;
    private final PortKey bound;
    private final Activity activity;
    private final ClientTimes times = new ClientTimes();
    private final Deque<HttpObject> pending = new ArrayDeque<>();
    private Channel channel;
    private Exchange exchange;
    private boolean closing;
    private boolean tunnel;
    private boolean pumping;
    private boolean bodyComes;
    private long heldBytes;

    /** @param bound the port that all requests go to; null for the ingress, which routes */
    ClientConnection(HttpProxy proxy, LoopState loop, PortKey bound, Activity activity) {
        this.proxy = proxy;
        this.loop = loop;
        this.bound = bound;
        this.activity = activity;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        loop.add(this);
    }

    /** Marks that bytes of a head came, for the time that a head may take. */
    void bytesCame() {
        times.bytesCame();
    }

    void onLoop(Runnable action) {
        if (channel.eventLoop().inEventLoop()) {
            action.run();
        } else {
            channel.eventLoop().execute(action);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof HttpObject object) || closing) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (object.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            malformed(object.decoderResult().cause());
            return;
        }
        if (message instanceof HttpContent content && !holdable(content)) return;
        pending.add(object);
        pump();
    }

    /** Counts what a waiting request holds; refuses it when all of them together hold too much. */
    private boolean holdable(HttpContent content) {
        boolean waits = exchange != null && exchange.pod == null;
        int bytes = content.content().readableBytes();
        if (!waits || bytes == 0) return true;
        if (proxy.gates().hold(bytes)) {
            heldBytes += bytes;
            return true;
        }
        content.release();
        fail(HttpResponseStatus.SERVICE_UNAVAILABLE, "too much is waiting for functions already");
        return false;
    }

    private void malformed(Throwable cause) {
        boolean large = String.valueOf(cause).contains("TooLong");
        fail(
                large ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE : HttpResponseStatus.BAD_REQUEST,
                large ? "the request's head is too large" : "the request is malformed");
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (exchange != null && exchange.pod != null) exchange.pod.channel().flush();
    }

    private void pump() {
        if (pumping) return;
        pumping = true;
        try {
            while (!pending.isEmpty() && !closing && !tunnel) {
                if (!step()) break;
            }
        } finally {
            pumping = false;
        }
        updateReading();
    }

    /** Passes the next pending piece on; false if it has to wait. */
    private boolean step() {
        HttpObject next = pending.peek();
        if (exchange == null) {
            pending.poll();
            if (next instanceof HttpRequest request) {
                begin(request);
            } else {
                ReferenceCountUtil.release(next);
            }
        } else if (exchange.pod == null || exchange.requestSent) {
            return false;
        } else {
            pending.poll();
            exchange.requestSent = next instanceof LastHttpContent;
            bodyComes &= !exchange.requestSent;
            times.touch();
            exchange.pod.channel().write(next, exchange.pod.channel().voidPromise());
        }
        return true;
    }

    private void begin(HttpRequest request) {
        times.requestBegan();
        activity.touch();
        bodyComes = HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > 0;
        if (request.method().equals(HttpMethod.CONNECT)) {
            fail(HttpResponseStatus.METHOD_NOT_ALLOWED, "CONNECT is not served here");
            return;
        }
        String host = Headers.host(request);
        String path = Headers.path(request);
        Optional<PortKey> port = proxy.route(request, bound, host, path);
        Optional<Target> target = port.flatMap(proxy.table()::target);
        if (target.isEmpty()) {
            fail(HttpResponseStatus.NOT_FOUND, "nothing is routed at host '" + host + "' and path '" + path + "'");
            return;
        }
        if (HttpUtil.is100ContinueExpected(request)) proxy.sendContinue(channel);
        FunctionGate gate = target.get().function().isPresent()
                ? proxy.gates().of(port.get().workload())
                : null;
        long limit = target.get().function().map(f -> f.timeout().toNanos()).orElse(0L);
        exchange = new Exchange(this, request, port.get(), gate, limit == 0 ? 0 : System.nanoTime() + limit);
        Headers.toPod(request, (InetSocketAddress) channel.remoteAddress(), exchange.upgrade);
        seek(exchange);
    }

    /** Looks for a pod: at once for a service, through its gate for a function. */
    private void seek(Exchange seeking) {
        if (seeking != exchange) return;
        if (seeking.gate != null) {
            if (seeking.gate.enter(seeking) == FunctionGate.Entry.FULL) {
                fail(
                        HttpResponseStatus.TOO_MANY_REQUESTS,
                        seeking.port.workload().display() + " has " + FunctionGate.MAX_WAITING + " requests waiting");
            }
            return;
        }
        Optional<Target> target = proxy.table().target(seeking.port);
        Endpoint picked = seeking.tried.size() < MAX_ATTEMPTS
                ? target.map(t -> Balancer.pick(t, seeking.tried)).orElse(null)
                : null;
        if (picked == null) {
            String name = seeking.port.workload().display();
            fail(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    target.map(Target::isEmpty).orElse(true)
                            ? name + " has no ready pod"
                            : "no pod of " + name + " accepts connections");
            return;
        }
        connect(seeking, picked);
    }

    /** A function's pod has a slot for the exchange. */
    void granted(Exchange of, Endpoint slot) {
        if (of != exchange || of.endpoint != null) {
            of.gate.release(slot);
        } else {
            connect(of, slot);
        }
    }

    /** The function was deleted while the exchange waited for it. */
    void gone(Exchange of) {
        if (of == exchange)
            fail(HttpResponseStatus.NOT_FOUND, of.port.workload().display() + " was deleted");
    }

    private void connect(Exchange of, Endpoint to) {
        of.endpoint = to;
        to.load().began();
        to.load().owes();
        proxy.connect(loop, channel, to, of.repeatable, new PodSeeker() {
            @Override
            public void found(PodConnection connection) {
                if (of != exchange) {
                    connection.done(true);
                } else {
                    attach(of, connection);
                }
            }

            @Override
            public void failed(Throwable cause) {
                if (of == exchange) again(of, to);
            }
        });
    }

    private void attach(Exchange of, PodConnection connection) {
        of.pod = connection;
        times.touch();
        connection.serve(this);
        connection.channel().write(of.request, connection.channel().voidPromise());
        proxy.gates().unhold(heldBytes);
        heldBytes = 0;
        pump();
        connection.channel().flush();
    }

    /** Nothing of the exchange reached a pod: looks for one anew. */
    private void again(Exchange of, Endpoint failed) {
        of.letGo();
        of.pod = null;
        of.requestSent = false;
        of.tried.add(failed);
        if (of.gate == null) {
            seek(of);
        } else {
            channel.eventLoop().schedule(() -> seek(of), RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    void responseHead(HttpResponse response) {
        Exchange of = exchange;
        times.touch();
        of.responseBegun = true;
        of.endpoint.load().responded(response.status().code(), System.nanoTime() - of.begunNanos);
        int code = response.status().code();
        if (code == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
            if (of.upgrade) {
                upgrade(of, response);
            } else {
                of.pod.close();
            }
            return;
        }
        boolean bodyless = of.head || code == 204 || code == 304;
        boolean framed = bodyless || Headers.isFramed(response);
        of.responseKeepsPod = framed && HttpUtil.isKeepAlive(response);
        boolean lengthKnown = bodyless || response.headers().contains("content-length");
        of.closeAfter = !of.keepAlive || (of.http10 && !lengthKnown);
        Headers.toClient(response, of.http10, !of.closeAfter, bodyless);
        channel.write(response, channel.voidPromise());
    }

    void responseContent(HttpContent content) {
        Exchange of = exchange;
        if (of == null || tunnel) {
            if (!tunnelBytes(content.content())) content.release();
            return;
        }
        times.touch();
        boolean last = content instanceof LastHttpContent;
        channel.write(content, channel.voidPromise());
        if (last) {
            channel.flush();
            finish(of);
        } else if (!channel.isWritable()) {
            of.pod.channel().config().setAutoRead(false);
        }
    }

    void flush() {
        channel.flush();
    }

    private void finish(Exchange of) {
        exchange = null;
        PodConnection pod = of.pod;
        of.pod = null;
        of.letGo();
        pod.done(of.responseKeepsPod && of.requestSent);
        times.requestEnded();
        if (of.closeAfter || !of.requestSent) {
            close();
        } else {
            pump();
        }
    }

    /** The pod's connection is gone before the response was complete. */
    void podClosed() {
        Exchange of = exchange;
        if (of == null || of.pod == null) return;
        PodConnection pod = of.pod;
        of.pod = null;
        if (of.responseBegun) {
            channel.flush();
            abort();
        } else if (pod.wasUsed() && of.repeatable && of.tried.size() < MAX_ATTEMPTS) {
            retryRequest(of);
        } else {
            of.endpoint.load().responded(HttpResponseStatus.BAD_GATEWAY.code(), System.nanoTime() - of.begunNanos);
            fail(
                    HttpResponseStatus.BAD_GATEWAY,
                    "the pod of " + of.port.workload().display() + " closed the connection without an answer");
        }
    }

    /** Sends a request without body again: its connection had gone stale while it was unused. */
    private void retryRequest(Exchange of) {
        boolean wasSent = of.requestSent;
        again(of, new Endpoint("", "", of.tried.size() + 1, true, "", 0, new Endpoint.Load()));
        if (wasSent) pending.addFirst(LastHttpContent.EMPTY_LAST_CONTENT);
        pump();
    }

    private void upgrade(Exchange of, HttpResponse response) {
        tunnel = true;
        Channel pod = of.pod.channel();
        channel.write(response);
        channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        pod.closeFuture().addListener(closed -> endTunnel(of));
        channel.config().setAutoRead(false);
        pod.config().setAutoRead(false);
        channel.eventLoop().execute(() -> {
            if (channel.pipeline().get("client") == null || pod.pipeline().get("pod") == null) {
                channel.close(); // one side went in the meantime; without this the other would wait for ever
                pod.close();
                return;
            }
            Relay.join(channel, pod, activity);
            pod.pipeline().remove("pod");
            pod.pipeline().remove("codec");
            channel.pipeline().remove("client");
            channel.pipeline().remove("meter");
            channel.pipeline().remove("codec");
            Relay.start(channel, pod);
        });
    }

    /** What the pod sent behind its switch to another protocol; false if there is no tunnel. */
    boolean tunnelBytes(ByteBuf bytes) {
        if (!tunnel) return false;
        channel.pipeline().context("codec").writeAndFlush(bytes);
        return true;
    }

    private void endTunnel(Exchange of) {
        if (exchange == of) exchange = null;
        of.letGo();
    }

    /** Answers for the pod and ends the exchange; after that much, the client's connection is closed. */
    private void fail(HttpResponseStatus status, String text) {
        Exchange of = exchange;
        boolean answered = of != null && of.responseBegun;
        release(of);
        if (answered) {
            abort();
            return;
        }
        closing = true;
        dropPending();
        times.requestEnded();
        channel.config().setAutoRead(false);
        proxy.sendError(channel, status, text, of != null && of.head, bodyComes);
    }

    private void release(Exchange of) {
        exchange = null;
        if (of == null) return;
        PodConnection pod = of.pod;
        of.pod = null;
        of.letGo();
        if (pod != null) pod.done(false);
    }

    /** Closes in the middle of a response, so that the client sees that it is not whole. */
    private void abort() {
        closing = true;
        release(exchange);
        channel.close();
    }

    private void close() {
        closing = true;
        HttpProxy.closeBehind(channel, channel.writeAndFlush(Unpooled.EMPTY_BUFFER), bodyComes);
    }

    /** Reads the client only while there is somewhere to put it, the pod only while the client takes it. */
    void updateReading() {
        if (tunnel || closing) return;
        boolean podTakes = exchange == null
                || exchange.pod == null
                || exchange.pod.channel().isWritable();
        channel.config().setAutoRead(podTakes && pending.size() < MAX_PENDING);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null && exchange.pod != null && channel.isWritable()) {
            exchange.pod.channel().config().setAutoRead(true);
        }
        ctx.fireChannelWritabilityChanged();
    }

    void sweep(long now) {
        if (tunnel || closing) return;
        Exchange of = exchange;
        ClientTimes.Verdict verdict = times.check(now, of == null ? 0 : of.deadlineNanos, of != null);
        switch (verdict) {
            case FINE -> {}
            case IDLE -> channel.close();
            case HEAD_LATE -> fail(HttpResponseStatus.REQUEST_TIMEOUT, "the request's head took too long");
            case LATE -> fail(HttpResponseStatus.GATEWAY_TIMEOUT, late(of));
        }
    }

    private static String late(Exchange of) {
        String name = of.port.workload().display();
        return of.pod == null ? name + " had no pod for the request in time" : name + " did not answer in time";
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent && !tunnel) ctx.close();
        if (tunnel) ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closing = true;
        dropPending();
        if (!tunnel) release(exchange);
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        loop.remove(this);
        dropPending();
    }

    private void dropPending() {
        pending.forEach(ReferenceCountUtil::release);
        pending.clear();
        proxy.gates().unhold(heldBytes);
        heldBytes = 0;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
