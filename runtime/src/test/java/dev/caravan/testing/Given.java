package dev.caravan.testing;

import dev.caravan.model.ContainerSpec;
import dev.caravan.model.Goal;
import dev.caravan.model.Manifest;
import dev.caravan.model.Metadata;
import dev.caravan.model.Mode;
import dev.caravan.model.Node;
import dev.caravan.model.Placement;
import dev.caravan.model.Pod;
import dev.caravan.model.PodStatus;
import dev.caravan.model.PodTemplate;
import dev.caravan.model.Port;
import dev.caravan.model.Resources;
import dev.caravan.model.Rollout;
import dev.caravan.model.Workload;
import dev.caravan.model.WorkloadSpec;
import dev.caravan.reconcile.TemplateHash;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Objects of the model with everything that a test does not care about filled in. */
public final class Given {
    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    public static final long MB = 1L << 20;
    public static final long GB = 1L << 30;
    public static final String APP = "shop";

    private Given() {}

    /** A ready node with 4 cores and 8 GB. */
    public static Node node(String name) {
        return node(name, 4000, 8 * GB);
    }

    public static Node node(String name, long cpuMillis, long memoryBytes) {
        Node.Spec spec =
                new Node.Spec("127.0.0.1", 7401, 8080, "docker", cpuMillis, memoryBytes, false, List.<Node.Taint>of());
        return new Node(Metadata.create("", name, "uid-" + name, NOW), spec, null);
    }

    public static Node labelled(Node node, String key, String value) {
        return node.with(node.metadata().labelled(Map.of(key, value)));
    }

    public static Node tainted(Node node, String key, String value, String effect) {
        return with(node, node.spec().engine(), false, List.of(new Node.Taint(key, value, effect)));
    }

    public static Node cordoned(Node node) {
        return with(node, node.spec().engine(), true, node.spec().taints());
    }

    public static Node running(Node node, String engine) {
        return with(node, engine, node.spec().cordoned(), node.spec().taints());
    }

    private static Node with(Node node, String engine, boolean cordoned, List<Node.Taint> taints) {
        Node.Spec s = node.spec();
        return node.with(new Node.Spec(
                s.address(), s.linkPort(), s.ingressPort(), engine, s.cpuMillis(), s.memoryBytes(), cordoned, taints));
    }

    public static Node silentSince(Node node, Instant since) {
        return node.with(node.status().with(Node.Phase.NOT_READY, "its agent left the grid", since));
    }

    /** One container named main that asks for 100m and 64 MB. */
    public static ContainerSpec container(String image) {
        return container(image, Resources.of(100, 64 * MB), List.of());
    }

    public static ContainerSpec container(String image, Resources resources, List<Port> ports) {
        return new ContainerSpec(
                "main",
                Optional.of(image),
                Optional.empty(),
                null,
                null,
                null,
                null,
                resources,
                ports,
                null,
                null,
                null,
                false);
    }

    public static PodTemplate template(String image) {
        return new PodTemplate(Map.of(), List.of(container(image)), null, null);
    }

    public static PodTemplate template(Resources resources) {
        return new PodTemplate(Map.of(), List.of(container("web:1", resources, List.of())), null, null);
    }

    public static PodTemplate template(Port... ports) {
        ContainerSpec container = container("web:1", Resources.of(100, 64 * MB), List.of(ports));
        return new PodTemplate(Map.of(), List.of(container), null, null);
    }

    public static PodTemplate template(Placement placement) {
        return new PodTemplate(Map.of(), List.of(container("web:1")), placement, null);
    }

    public static Mode.Service replicas(int count) {
        return new Mode.Service(count, null, null);
    }

    public static Mode.Service rolling(int count, int surge, int unavailable) {
        return new Mode.Service(count, new Rollout.Rolling(surge, unavailable), null);
    }

    public static Workload service(String name, int replicas) {
        return workload(name, replicas(replicas), template("web:1"));
    }

    public static Workload workload(String name, Mode mode, PodTemplate template) {
        Metadata metadata = Metadata.create("default", name, "uid-" + name, NOW);
        return new Workload(metadata, WorkloadSpec.of(APP, mode, template), null);
    }

    public static Manifest.Entry entry(String name, Mode mode, PodTemplate template) {
        return new Manifest.Entry(name, WorkloadSpec.of(APP, mode, template));
    }

    public static Manifest manifest(Manifest.Entry... entries) {
        return new Manifest(APP, Map.of(), "", List.of(entries));
    }

    /** A pod of the workload's present template that nobody has bound. */
    public static Pod pod(Workload workload, int slot) {
        String hash = TemplateHash.of(workload.spec());
        Pod.Spec spec = new Pod.Spec(
                workload.key(),
                workload.spec().app(),
                hash,
                slot,
                0,
                workload.spec().template(),
                Optional.empty(),
                Goal.RUN);
        String name = workload.metadata().name() + "-" + hash + "-" + slot + "-0";
        return new Pod(Metadata.create("default", name, "uid-" + name, NOW), spec, null);
    }

    /** A pod that serves on a node. */
    public static Pod serving(Workload workload, int slot, String node) {
        return ready(pod(workload, slot).boundTo(node), true);
    }

    public static Pod ready(Pod pod, boolean is) {
        return pod.with(status(PodStatus.Phase.RUNNING, is, Optional.empty()));
    }

    /** A pod that has ended, or stops. */
    public static Pod ended(Pod pod, PodStatus.Phase phase, Instant when) {
        return pod.with(status(phase, false, Optional.of(when)));
    }

    private static PodStatus status(PodStatus.Phase phase, boolean ready, Optional<Instant> finishedAt) {
        return new PodStatus(phase, ready, Optional.empty(), null, null, "", "", Optional.of(NOW), finishedAt);
    }
}
