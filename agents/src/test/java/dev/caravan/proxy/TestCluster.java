package dev.caravan.proxy;

import dev.caravan.model.Canary;
import dev.caravan.model.ContainerSpec;
import dev.caravan.model.Kind;
import dev.caravan.model.Metadata;
import dev.caravan.model.Mode;
import dev.caravan.model.Node;
import dev.caravan.model.ObjectKey;
import dev.caravan.model.Pod;
import dev.caravan.model.PodStatus;
import dev.caravan.model.PodTemplate;
import dev.caravan.model.Port;
import dev.caravan.model.Workload;
import dev.caravan.model.WorkloadSpec;
import dev.caravan.store.Batch;
import dev.caravan.store.Change;
import dev.caravan.store.ClusterStore;
import dev.caravan.store.InMemoryClusterStore;
import dev.caravan.store.InMemorySignals;
import dev.caravan.store.Signals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A cluster of real proxies over an in-memory store, with pods that are whatever listens on a port of this machine. */
final class TestCluster implements AutoCloseable {
    static final String SECRET = "open sesame";

    final InMemoryClusterStore store = new InMemoryClusterStore();
    final InMemorySignals signals = new InMemorySignals();
    private final Path dir;
    private final List<Proxy> proxies = new ArrayList<>();

    TestCluster(Path dir) {
        this.dir = dir;
    }

    /** A node whose proxy runs and listens on free ports. */
    Proxy node(String name, String address, boolean autoPublish) {
        return node(name, address, autoPublish, signals, SECRET);
    }

    Proxy node(String name, String address, boolean autoPublish, Signals told, String secret) {
        int linkPort = freePort(address);
        ProxyConfig config =
                new ProxyConfig(name, address, linkPort, freePort(address), autoPublish, secret, dir.resolve(name));
        return start(config, told);
    }

    Proxy start(ProxyConfig config, Signals told) {
        Node.Spec spec = new Node.Spec(
                config.address(),
                config.linkPort(),
                config.ingressPort(),
                "process",
                64_000,
                1L << 40,
                false,
                List.of());
        put(new Node(metadata("", config.node()), spec, null));
        signals.reachable(config.node(), true);
        Proxy proxy = new Proxy(config, (ClusterStore) store, told, Clock.systemUTC());
        proxies.add(proxy);
        proxy.start();
        return proxy;
    }

    ObjectKey service(String name, Port... ports) {
        return workload(name, new Mode.Service(1, null, null), ports);
    }

    ObjectKey function(String name, int concurrency, java.time.Duration timeout, Port... ports) {
        return workload(name, new Mode.Function(0, 10, concurrency, null, timeout, null), ports);
    }

    private ObjectKey workload(String name, Mode mode, Port... ports) {
        Workload workload =
                new Workload(metadata("default", name), WorkloadSpec.of("app", mode, template(ports)), null);
        put(workload);
        return workload.key();
    }

    /** A ready pod of the workload whose port is really that of a backend on this machine. */
    Pod pod(ObjectKey workload, String name, String node, String address, int port, int dialPort) {
        Workload owner = (Workload) store.get(workload).orElseThrow();
        Pod.Spec spec = new Pod.Spec(
                workload, "app", "h", 0, 0, owner.spec().template(), Optional.of(node), dev.caravan.model.Goal.RUN);
        PodStatus status = new PodStatus(
                PodStatus.Phase.RUNNING,
                true,
                Optional.of(address),
                Map.of(port, dialPort),
                null,
                "",
                "",
                Optional.empty(),
                Optional.empty());
        Pod pod = new Pod(metadata("default", name), spec, status);
        put(pod);
        return pod;
    }

    /** Tries another template at a service. */
    void canary(ObjectKey service, int percent) {
        Workload own = (Workload) store.get(service).orElseThrow();
        put(own.with(own.spec().trying(new Canary(tried(own), percent))));
    }

    /** A ready pod of the template that is tried. */
    Pod canaryPod(ObjectKey service, String name, String node, String address, int port, int dialPort) {
        Pod own = pod(service, name, node, address, port, dialPort);
        Workload workload = (Workload) store.get(service).orElseThrow();
        Pod.Spec s = own.spec();
        Pod.Spec spec =
                new Pod.Spec(s.workload(), s.app(), "c", 0, 0, tried(workload), s.node(), dev.caravan.model.Goal.RUN);
        Pod pod = new Pod(own.metadata(), spec, own.status());
        put(pod);
        return pod;
    }

    private static dev.caravan.model.PodTemplate tried(Workload own) {
        var template = own.spec().template();
        return new dev.caravan.model.PodTemplate(Map.of("tried", "yes"), template.containers(), null, null);
    }

    /** Sets the pod's goal to removed; answers the revision of that. */
    long remove(Pod pod) {
        return put(pod.stopping());
    }

    Node nodeObject(String name) {
        return store.get(new ObjectKey(Kind.NODE, "", name), Node.class).orElseThrow();
    }

    /** What the node's proxy says of a port. */
    String published(String node, String key) {
        return nodeObject(node).status().published().getOrDefault(key, "");
    }

    long put(dev.caravan.model.Resource resource) {
        return store.commit(new Batch(
                        UUID.randomUUID().toString(), Batch.NO_TERM, List.of(new Change.Put(resource, Change.ANY))))
                .toCompletableFuture()
                .join()
                .revision();
    }

    static int freePort(String address) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Port published(int number, int publish) {
        return new Port(number, Port.Protocol.TCP, Optional.of(publish), Optional.empty());
    }

    static Port publishedUdp(int number, int publish) {
        return new Port(number, Port.Protocol.UDP, Optional.of(publish), Optional.empty());
    }

    static Port at(int number, String at) {
        return new Port(number, Port.Protocol.TCP, Optional.empty(), Optional.of(at));
    }

    private static PodTemplate template(Port... ports) {
        ContainerSpec container = new ContainerSpec(
                "main",
                Optional.of("image"),
                Optional.empty(),
                null,
                null,
                null,
                null,
                null,
                List.of(ports),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
        return new PodTemplate(null, List.of(container), null, null);
    }

    private static Metadata metadata(String namespace, String name) {
        return Metadata.create(namespace, name, "uid-" + name, Instant.EPOCH);
    }

    @Override
    public void close() {
        proxies.forEach(Proxy::close);
    }
}
