package dev.caravan.proxy.net;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.channels.NotYetConnectedException;

/**
 * Stands first in a pipeline and closes the channel on a fault. A read before the connection stands is none: the kernel may
 * hand over an event that was meant for the last holder of the same file descriptor.
 */
@ChannelHandler.Sharable
public class QuietFault extends ChannelInboundHandlerAdapter {
    /** For pipelines that need nothing else yet. */
    public static final QuietFault INSTANCE = new QuietFault();

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!isEarly(cause)) ctx.close();
    }

    /** Whether the fault only says that the connection does not stand yet. */
    public static boolean isEarly(Throwable cause) {
        return cause instanceof NotYetConnectedException;
    }
}
