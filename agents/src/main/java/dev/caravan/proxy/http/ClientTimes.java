package dev.caravan.proxy.http;

import java.util.concurrent.TimeUnit;

/** How long a client may take: for a head, between requests, and within one. Looked at by sweeps; confined to a loop. */
final class ClientTimes {
    static final long HEAD_NANOS = TimeUnit.SECONDS.toNanos(10);
    static final long KEEP_ALIVE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** Nothing came from either side for so long: the exchange is given up. */
    static final long STALLED_NANOS = TimeUnit.MINUTES.toNanos(5);

    /** What a sweep is to do. */
    enum Verdict {
        FINE,
        IDLE,
        HEAD_LATE,
        LATE
    }

    private long since = System.nanoTime();
    private long headSince;
    private boolean bytesCame;
    private boolean touched;

    void bytesCame() {
        bytesCame = true;
    }

    void touch() {
        touched = true;
    }

    void requestBegan() {
        bytesCame = false;
        headSince = 0;
        touched = true;
    }

    void requestEnded() {
        bytesCame = false;
        touched = true;
    }

    /** @param deadline 0: none */
    Verdict check(long now, long deadline, boolean inExchange) {
        if (touched) {
            touched = false;
            since = now;
        }
        if (inExchange) {
            boolean late = deadline != 0 && now - deadline > 0;
            return late || now - since > STALLED_NANOS ? Verdict.LATE : Verdict.FINE;
        }
        if (bytesCame && headSince == 0) headSince = now;
        if (headSince != 0 && now - headSince > HEAD_NANOS) return Verdict.HEAD_LATE;
        return now - since > KEEP_ALIVE_NANOS ? Verdict.IDLE : Verdict.FINE;
    }
}
