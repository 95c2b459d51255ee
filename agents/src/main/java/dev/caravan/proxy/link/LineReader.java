package dev.caravan.proxy.link;

import dev.caravan.proxy.net.QuietFault;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads opening lines off a link one by one. What follows the last one goes to the handlers behind when this one is
 * removed.
 */
abstract class LineReader extends ByteToMessageDecoder {
    /** One line, without its end. */
    abstract void line(ChannelHandlerContext ctx, String line);

    /** The line is longer than any we know, or the other side went. */
    abstract void broken(ChannelHandlerContext ctx, String why);

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int length = in.bytesBefore((byte) '\n');
        if (length < 0) {
            if (in.readableBytes() > LinkAuth.MAX_LINE) broken(ctx, "line too long");
            return;
        }
        String line = in.readCharSequence(length, StandardCharsets.UTF_8).toString();
        in.skipBytes(1);
        line(ctx, line);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        broken(ctx, "closed by the other side");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!QuietFault.isEarly(cause)) broken(ctx, cause.toString());
    }
}
