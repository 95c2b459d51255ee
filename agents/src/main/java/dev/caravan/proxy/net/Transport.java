package dev.caravan.proxy.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The event loops that all traffic of a node shares, one a core: native epoll where there is one, else NIO. Both sides of
 * a relayed connection live on one loop, so that nothing between them needs a lock.
 */
public final class Transport implements AutoCloseable {
    /** Connections that the kernel may hold for us to accept. */
    static final int BACKLOG = 4096;

    static final int CONNECT_TIMEOUT_MILLIS = 2_000;

    /** The most that is read from a socket at once, and thereby about the most held for a slow receiver. */
    static final int MAX_READ_BYTES = 256 * 1024;

    private static final int FIRST_READ_BYTES = 4 * 1024;

    private final EventLoopGroup group;
    private final Class<? extends ServerChannel> serverType;
    private final Class<? extends Channel> clientType;
    private final Class<? extends DatagramChannel> datagramType;

    public Transport(int loops) {
        DefaultThreadFactory threads = new DefaultThreadFactory("proxy-loop", true);
        if (Epoll.isAvailable()) {
            group = new EpollEventLoopGroup(loops, threads);
            serverType = EpollServerSocketChannel.class;
            clientType = EpollSocketChannel.class;
            datagramType = EpollDatagramChannel.class;
        } else {
            group = new NioEventLoopGroup(loops, threads);
            serverType = NioServerSocketChannel.class;
            clientType = NioSocketChannel.class;
            datagramType = NioDatagramChannel.class;
        }
    }

    /** For a listener; accepted connections do not read until they are told to. */
    public ServerBootstrap server(ChannelHandler accepted) {
        return new ServerBootstrap()
                .group(group)
                .channel(serverType)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.RCVBUF_ALLOCATOR, readSizes())
                .childHandler(accepted);
    }

    /** For a connection on the given loop, not reading until it is told to. */
    public Bootstrap client(EventLoop loop, ChannelHandler handler) {
        return new Bootstrap()
                .group(loop)
                .channel(clientType)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.RCVBUF_ALLOCATOR, readSizes())
                .handler(handler);
    }

    /** For a UDP socket on any loop, or on the given one. */
    public Bootstrap datagram(EventLoop loopOrNull, ChannelHandler handler) {
        return new Bootstrap()
                .group(loopOrNull == null ? group.next() : loopOrNull)
                .channel(datagramType)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .handler(handler);
    }

    /** All loops. */
    public List<EventLoop> loops() {
        List<EventLoop> loops = new ArrayList<>();
        for (EventExecutor executor : group) loops.add((EventLoop) executor);
        return loops;
    }

    private static AdaptiveRecvByteBufAllocator readSizes() {
        return new AdaptiveRecvByteBufAllocator(512, FIRST_READ_BYTES, MAX_READ_BYTES);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
