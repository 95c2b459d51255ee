package dev.caravan.proxy.http;

import dev.caravan.proxy.table.Endpoint;
import dev.caravan.proxy.table.PortKey;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.HashSet;
import java.util.Set;

/** One request and its response: what is known of it while it is in progress. Confined to its client's loop. */
final class Exchange implements FunctionGate.Ticket {
    final ClientConnection client;
    final HttpRequest request;
    final PortKey port;
    final FunctionGate gate;
    final long begunNanos = System.nanoTime();
    final long deadlineNanos;
    final boolean keepAlive;
    final boolean http10;
    final boolean head;
    final boolean upgrade;
    final boolean repeatable;
    final Set<Endpoint> tried = new HashSet<>();

    Endpoint endpoint;
    PodConnection pod;
    boolean requestSent;
    boolean responseBegun;
    boolean responseKeepsPod;
    boolean closeAfter;

    /** @param gate null for workloads that are no functions */
    Exchange(ClientConnection client, HttpRequest request, PortKey port, FunctionGate gate, long deadlineNanos) {
        this.client = client;
        this.request = request;
        this.port = port;
        this.gate = gate;
        this.deadlineNanos = deadlineNanos;
        this.keepAlive = HttpUtil.isKeepAlive(request);
        this.http10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        this.head = request.method().equals(HttpMethod.HEAD);
        this.upgrade = Headers.isUpgrade(request);
        this.repeatable = Headers.isRepeatable(request) && !upgrade;
    }

    @Override
    public PortKey port() {
        return port;
    }

    @Override
    public void granted(Endpoint slot) {
        client.onLoop(() -> client.granted(this, slot));
    }

    @Override
    public void refused() {
        client.onLoop(() -> client.gone(this));
    }

    /** Takes what the exchange holds back: its place in the queue, its slot, its share of the endpoint's load. */
    void letGo() {
        Endpoint held = endpoint;
        endpoint = null;
        if (gate != null) {
            if (held != null) {
                gate.release(held);
            } else {
                gate.cancel(this);
            }
        }
        if (held != null) {
            held.load().ended();
            held.load().answered();
        }
    }
}
