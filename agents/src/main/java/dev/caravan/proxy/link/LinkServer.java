package dev.caravan.proxy.link;

import dev.caravan.proxy.net.Activity;
import dev.caravan.proxy.net.Connections;
import dev.caravan.proxy.net.Relay;
import dev.caravan.proxy.net.Transport;
import dev.caravan.proxy.table.EndpointTable;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's port for the other nodes: relays to pods of this node, and to the services registered on it. A client that
 * does not know the cluster's secret gets nothing.
 */
public final class LinkServer implements AutoCloseable {
    static final String TCP_VERB = "tcp";
    static final String UDP_VERB = "udp";

    /** Streams of services at a time; each has a thread. */
    static final int MAX_SERVICE_STREAMS = 256;

    /** Peers that were refused and logged; when so many are known, they are forgotten. */
    static final int MAX_REFUSED_PEERS = 1_000;

    /** Clients that have not proven the secret yet, at a time. */
    static final int MAX_OPENING = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(LinkServer.class);

    private final Transport transport;
    private final Connections connections;
    private final Supplier<EndpointTable> table;
    private final Dialer dialer;
    private final LinkAuth auth;
    private final Map<String, LinkService> services = new ConcurrentHashMap<>();
    private final Set<String> refusedPeers = ConcurrentHashMap.newKeySet();
    private final AtomicLong relayed = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicInteger opening = new AtomicInteger();
    private final ExecutorService threads;
    private Channel listener;

    public LinkServer(
            Transport transport,
            Connections connections,
            Supplier<EndpointTable> table,
            Dialer dialer,
            String clusterSecret) {
        this.transport = transport;
        this.connections = connections;
        this.table = table;
        this.dialer = dialer;
        this.auth = new LinkAuth(clusterSecret);
        this.threads =
                new ThreadPoolExecutor(0, MAX_SERVICE_STREAMS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "link-service");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Answers streams of this verb with the service. */
    public void register(String verb, LinkService service) {
        if (verb.equals(TCP_VERB) || verb.equals(UDP_VERB) || services.putIfAbsent(verb, service) != null) {
            throw new IllegalArgumentException("the link's verb '" + verb + "' is taken");
        }
    }

    /** Listens, or throws what the socket said. */
    public void start(String address, int port) throws InterruptedException {
        listener = transport
                .server(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Opening());
                    }
                })
                .childOption(ChannelOption.SO_KEEPALIVE, true) // a node that lost its power says no goodbye
                .bind(address, port)
                .sync()
                .channel();
    }

    /** The port listened on. */
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Streams relayed to pods since the start. */
    public long relayed() {
        return relayed.get();
    }

    /** Clients turned away since the start, for want of the secret. */
    public long refused() {
        return refused.get();
    }

    @Override
    public void close() {
        if (listener != null) listener.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        threads.shutdownNow();
    }

    private final class Opening extends LineReader {
        private final String challenge = LinkAuth.challenge();
        private boolean asked;
        private boolean over;

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            if (opening.incrementAndGet() > MAX_OPENING) {
                ctx.close();
                return;
            }
            send(ctx.channel(), LinkAuth.GREETING + challenge);
            ctx.channel().config().setAutoRead(true);
            ctx.executor()
                    .schedule(() -> broken(ctx, "no request in time"), Dialer.HANDSHAKE_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        protected void handlerRemoved0(ChannelHandlerContext ctx) {
            opening.decrementAndGet();
        }

        @Override
        void line(ChannelHandlerContext ctx, String line) {
            LinkAuth.Request request = asked ? null : auth.check(challenge, line);
            if (request == null) {
                refuse(ctx.channel());
                over = true;
                return;
            }
            asked = true;
            ctx.channel().config().setAutoRead(false);
            route(ctx, request);
        }

        private void route(ChannelHandlerContext ctx, LinkAuth.Request request) {
            LinkService service = services.get(request.verb());
            if (service != null) {
                serve(ctx, request, service);
                return;
            }
            Map<String, String> params = request.params();
            Optional<EndpointTable.LocalPod> pod = table.get().localPod(params.getOrDefault("pod", ""));
            boolean known = request.verb().equals(TCP_VERB) || request.verb().equals(UDP_VERB);
            if (!known || pod.isEmpty()) {
                answerError(ctx, known ? "no pod " + params.get("pod") + " here" : "no service " + request.verb());
                return;
            }
            int port = pod.get().dialPort(Integer.parseInt(params.getOrDefault("port", "0")));
            if (request.verb().equals(TCP_VERB)) {
                relay(ctx, pod.get().address(), port);
            } else {
                InetSocketAddress address = new InetSocketAddress(pod.get().address(), port);
                begin(ctx, () -> DatagramStream.join(transport, ctx.channel(), address));
                relayed.incrementAndGet();
            }
        }

        private void relay(ChannelHandlerContext ctx, String host, int port) {
            Activity activity = connections.admit(ctx.channel());
            if (activity == null) {
                answerError(ctx, "too many connections");
                return;
            }
            dialer.straight(ctx.channel().eventLoop(), host, port, new Dialer.Outcome() {
                @Override
                public void connected(Channel pod) {
                    relayed.incrementAndGet();
                    begin(ctx, () -> {
                        Relay.join(ctx.channel(), pod, activity);
                        Relay.start(ctx.channel(), pod);
                    });
                }

                @Override
                public void failed(Throwable cause) {
                    answerError(ctx, "pod not reached: " + cause.getMessage());
                }
            });
        }

        private void serve(ChannelHandlerContext ctx, LinkAuth.Request request, LinkService service) {
            begin(ctx, () -> {
                LinkStream stream = new LinkStream(ctx.channel());
                try {
                    threads.execute(() -> run(request, service, stream));
                } catch (RejectedExecutionException e) {
                    LOG.warn(
                            "link stream refused verb={} reason=more than {} at a time",
                            request.verb(),
                            MAX_SERVICE_STREAMS);
                    ctx.close();
                }
            });
        }

        private void begin(ChannelHandlerContext ctx, Runnable handlers) {
            over = true;
            send(ctx.channel(), LinkAuth.OK);
            ctx.channel().eventLoop().execute(() -> {
                handlers.run();
                if (!ctx.isRemoved()) ctx.pipeline().remove(this);
            });
        }

        private void answerError(ChannelHandlerContext ctx, String text) {
            over = true;
            byte[] line = (LinkAuth.ERROR + text.replace('\n', ' ') + "\n").getBytes(StandardCharsets.UTF_8);
            ctx.writeAndFlush(Unpooled.wrappedBuffer(line)).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent && !asked) broken(ctx, "closed");
        }

        @Override
        void broken(ChannelHandlerContext ctx, String why) {
            if (!over) ctx.close();
        }
    }

    private static void run(LinkAuth.Request request, LinkService service, LinkStream stream) {
        try (stream) {
            service.serve(request.params(), stream);
        } catch (Exception e) {
            LOG.info("link stream ended verb={} reason={}", request.verb(), e.toString());
        }
    }

    private void refuse(Channel channel) {
        refused.incrementAndGet();
        String peer = ((InetSocketAddress) channel.remoteAddress()).getAddress().getHostAddress();
        channel.close();
        if (refusedPeers.size() >= MAX_REFUSED_PEERS) refusedPeers.clear();
        if (refusedPeers.add(peer)) LOG.warn("link refused peer={} reason=wrong cluster secret", peer);
    }

    private static void send(Channel channel, String line) {
        channel.writeAndFlush(Unpooled.wrappedBuffer((line + "\n").getBytes(StandardCharsets.UTF_8)));
    }
}
