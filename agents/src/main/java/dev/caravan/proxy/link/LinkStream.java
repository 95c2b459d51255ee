package dev.caravan.proxy.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * One stream of a {@link LinkService}: blocking streams over a channel. Writes wait for the client; what the client sends
 * waits in a bounded queue. Each of its streams is for one thread at a time.
 */
public final class LinkStream implements AutoCloseable {
    /** Pieces received and not yet read; then the client has to wait. */
    static final int MAX_RECEIVED = 16;

    private static final ByteBuf END = Unpooled.EMPTY_BUFFER;

    private final Channel channel;
    private final BlockingQueue<ByteBuf> received = new ArrayBlockingQueue<>(MAX_RECEIVED * 4);

    private volatile boolean closed;

    LinkStream(Channel channel) {
        this.channel = channel;
        channel.pipeline().addLast(new Receiver());
        channel.config().setAutoRead(true);
    }

    public boolean isOpen() {
        return channel.isActive();
    }

    /** Runs the callback when the stream is closed, by whichever side; at once if it is already. Must not block. */
    public void onClose(Runnable callback) {
        channel.closeFuture().addListener(closed -> callback.run());
    }

    /** What the client gets. Each write has left this process, or waits in the kernel, when it returns. */
    public OutputStream output() {
        return new Output();
    }

    /** What the client sends. */
    public InputStream input() {
        return new Input();
    }

    /** What the client sent and nobody read is given back. */
    @Override
    public void close() {
        closed = true;
        for (ByteBuf piece = received.poll(); piece != null; piece = received.poll()) piece.release();
        received.offer(END); // for a reader that waits
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> channel.close());
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ChannelFuture written = channel.writeAndFlush(Unpooled.copiedBuffer(bytes, offset, length));
            try {
                written.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while writing to a link");
            }
            if (!written.isSuccess()) throw new IOException("the link was closed", written.cause());
        }
    }

    private final class Input extends InputStream {
        private ByteBuf current;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) return 0;
            if (current == null) {
                try {
                    current = received.take();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("interrupted while reading from a link");
                }
                if (received.size() < MAX_RECEIVED) channel.config().setAutoRead(true);
            }
            if (current == END) return -1;
            int count = Math.min(length, current.readableBytes());
            current.readBytes(bytes, offset, count);
            if (!current.isReadable()) {
                current.release();
                current = null;
            }
            return count;
        }
    }

    private final class Receiver extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf piece = (ByteBuf) message;
            if (closed || !piece.isReadable() || !received.offer(piece)) {
                ReferenceCountUtil.release(piece);
                if (received.remainingCapacity() == 0) ctx.close();
                return;
            }
            if (received.size() >= MAX_RECEIVED) ctx.channel().config().setAutoRead(false);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) received.offer(END);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            received.offer(END);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
