package dev.caravan.proxy;

import dev.caravan.proxy.http.HttpProxy;
import dev.caravan.proxy.http.SealedCall;
import dev.caravan.proxy.link.Dialer;
import dev.caravan.proxy.link.LinkServer;
import dev.caravan.proxy.link.LinkService;
import dev.caravan.proxy.net.Connections;
import dev.caravan.proxy.net.Errors;
import dev.caravan.proxy.net.Transport;
import dev.caravan.proxy.table.EndpointTable;
import dev.caravan.proxy.table.TableKeeper;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.Signals;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proxy of one node, whole: follows the endpoint table, keeps ports, ingress and link open, and reports what it listens
 * on. Thread-safe; started once, closed once.
 */
public final class Proxy implements AutoCloseable {
    /** How the ingress is called in the node's published map. */
    public static final String INGRESS = "ingress";

    /** How the link is called in the node's published map, there only when it could not be opened. */
    public static final String LINK = "link";

    private static final long RETRY_MILLIS = 2_000;
    private static final long TRAFFIC_MILLIS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);

    private final ProxyConfig config;
    private final Transport transport;
    private final TableKeeper keeper;
    private final HttpProxy http;
    private final LinkServer link;
    private final PortPublisher publisher;
    private final NodeReport report;
    private final TrafficTeller traffic;
    private final AtomicBoolean lookDue = new AtomicBoolean();
    private final ScheduledExecutorService thread;
    private volatile Channel ingress;
    private volatile boolean linked;
    private String ingressError = "";
    private String linkError = "";

    public Proxy(ProxyConfig config, ClusterStore store, Signals signals, Clock clock) {
        this.config = config;
        this.transport = new Transport(Runtime.getRuntime().availableProcessors());
        this.keeper = new TableKeeper(config.node(), store, signals);
        Connections connections = new Connections(transport, Connections.MAX_CONNECTIONS);
        Dialer dialer = new Dialer(transport, config.clusterSecret());
        SealedCall calls = new SealedCall(config.clusterSecret());
        this.http = new HttpProxy(config.node(), transport, keeper::table, dialer, connections, signals, calls, clock);
        this.link = new LinkServer(transport, connections, keeper::table, dialer, config.clusterSecret());
        this.publisher = new PortPublisher(config, transport, keeper::table, dialer, connections, http);
        this.report = new NodeReport(store, config.node());
        this.traffic = new TrafficTeller(signals, config.node());
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread created = new Thread(task, "proxy-ports");
            created.setDaemon(true);
            return created;
        });
    }

    /** Answers streams of this verb on the node's link with the service. */
    public void registerLinkService(String name, LinkService service) {
        link.register(name, service);
    }

    /** Opens link and ingress, and follows the cluster from now on. What is in use is tried again and reported. */
    public void start() {
        keeper.onTable(table -> {
            http.tableChanged(table);
            lookSoon();
        });
        try {
            openOwn();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.scheduleWithFixedDelay(this::look, 0, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        thread.scheduleWithFixedDelay(this::tellTraffic, TRAFFIC_MILLIS, TRAFFIC_MILLIS, TimeUnit.MILLISECONDS);
        keeper.start();
    }

    private void tellTraffic() {
        try {
            traffic.look(keeper.table());
        } catch (RuntimeException e) {
            LOG.warn("traffic not told, tried again reason={}", e.toString());
        }
    }

    private void lookSoon() {
        if (!lookDue.compareAndSet(false, true)) return;
        try {
            thread.execute(this::look);
        } catch (RejectedExecutionException e) {
            LOG.debug("ports not looked at reason=closed");
        }
    }

    private void look() {
        lookDue.set(false);
        try {
            openOwn();
            Map<String, String> published = new TreeMap<>(publisher.look(keeper.table()));
            published.put(INGRESS, ingress == null ? ingressError : config.address() + ":" + ingressPort());
            if (!linked) published.put(LINK, linkError);
            report.tell(published);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("published ports not looked after, tried again reason={}", e.toString());
        }
    }

    private void openOwn() throws InterruptedException {
        if (!linked) {
            try {
                link.start(config.address(), config.linkPort());
                linked = true;
            } catch (Exception e) {
                linkError = failed(LINK, linkError, config.linkPort(), e);
            }
        }
        if (ingress == null) {
            try {
                ingress = http.listen(new InetSocketAddress(config.address(), config.ingressPort()), Optional.empty());
            } catch (Exception e) {
                ingressError = failed(INGRESS, ingressError, config.ingressPort(), e);
            }
        }
    }

    private String failed(String what, String before, int port, Exception e) throws InterruptedException {
        if (e instanceof InterruptedException interrupted) throw interrupted;
        String text = Errors.bind(config.address(), port, e);
        if (!text.equals(before)) LOG.warn("{} not opened, tried again {}", what, text);
        return text;
    }

    /** The present table. */
    public EndpointTable table() {
        return keeper.table();
    }

    /** The port that the link listens on; 0 if it could not be opened yet. */
    public int linkPort() {
        return linked ? link.port() : 0;
    }

    /** The port that the ingress listens on; 0 if it could not be opened yet. */
    public int ingressPort() {
        Channel listener = ingress;
        return listener == null ? 0 : ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Streams that the link relayed to pods of this node since the start. */
    public long linkRelayed() {
        return link.relayed();
    }

    /** Clients that the link turned away for want of the cluster's secret. */
    public long linkRefused() {
        return link.refused();
    }

    @Override
    public void close() {
        keeper.close();
        thread.shutdownNow();
        publisher.close();
        if (ingress != null) ingress.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        link.close();
        http.close();
        transport.close();
    }
}
