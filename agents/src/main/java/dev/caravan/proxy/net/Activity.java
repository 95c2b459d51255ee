package dev.caravan.proxy.net;

import io.netty.channel.Channel;

/**
 * One connection in progress, as the {@link Connections} see it: when it last carried something. Confined to its loop.
 */
public final class Activity {
    private final Channel client;
    private long lastNanos = System.nanoTime();
    private boolean touched;
    private boolean halfClosed;

    Activity(Channel client) {
        this.client = client;
    }

    /** Something was carried; the time of it is taken at the next sweep, so that this costs nothing. */
    public void touch() {
        touched = true;
    }

    /** One side will send nothing more. */
    public void halfClosed() {
        halfClosed = true;
        touched = true;
    }

    /** Closes the connection if it has carried nothing for too long. */
    void sweep(long nowNanos) {
        if (touched) {
            touched = false;
            lastNanos = nowNanos;
            return;
        }
        long limit = halfClosed ? Connections.HALF_CLOSED_LIMIT_NANOS : Connections.IDLE_LIMIT_NANOS;
        if (nowNanos - lastNanos > limit) client.close();
    }
}
