package dev.caravan.schedule;

import dev.caravan.model.ContainerSpec;
import dev.caravan.model.Node;
import dev.caravan.model.Placement;
import dev.caravan.model.Pod;
import dev.caravan.model.Quantity;
import dev.caravan.model.Resources;
import java.util.List;
import java.util.Optional;

/** The filters. Those of {@link #always} hold for every pod; the others are asked for by words of a script. */
public final class Filters {
    private Filters() {}

    /** Cheapest and most telling first. */
    public static List<Filter> always() {
        return List.of(Filters::ready, Filters::cordoned, Filters::tainted, Filters::engine, Filters::resources);
    }

    /** What holds for a pod that can only go to one node: a cordon keeps new pods away, not a node's own. */
    static List<Filter> onOwnNode() {
        return List.of(Filters::ready, Filters::tainted, Filters::engine, Filters::resources);
    }

    static Verdict ready(Pod pod, NodeView node) {
        return node.node().isReady() ? Verdict.fits() : Verdict.rejected("is not ready");
    }

    static Verdict cordoned(Pod pod, NodeView node) {
        return node.node().spec().cordoned() ? Verdict.rejected("is cordoned") : Verdict.fits();
    }

    static Verdict tainted(Pod pod, NodeView node) {
        Placement placement = pod.spec().template().placement();
        return node.node().spec().taints().stream()
                .filter(taint -> !placement.tolerates(taint.key()))
                .filter(taint -> !taint.isSoft())
                .findFirst()
                .map(Node.Taint::display)
                .map(taint -> Verdict.rejected("has the taint " + taint))
                .orElse(Verdict.fits());
    }

    /** An engine runs images or processes; a container must have the form that it runs. */
    static Verdict engine(Pod pod, NodeView node) {
        boolean processes = node.node().spec().engine().equals("process");
        Optional<ContainerSpec> unfit = pod.spec().template().containers().stream()
                .filter(c -> processes ? c.process().isEmpty() : c.image().isEmpty())
                .findFirst();
        if (unfit.isEmpty()) return Verdict.fits();
        String container = "container " + unfit.get().name();
        return Verdict.rejected(
                processes
                        ? "runs processes only; " + container + " has no process form"
                        : "runs images only; " + container + " has no image");
    }

    static Verdict resources(Pod pod, NodeView node) {
        Resources wanted = pod.spec().template().requests();
        long cpu = wanted.cpuMillis() - node.freeCpuMillis();
        if (cpu > 0) return Verdict.rejected("lacks " + Quantity.cpu(cpu) + " of cpu");
        long memory = wanted.memoryBytes() - node.freeMemoryBytes();
        return memory <= 0 ? Verdict.fits() : Verdict.rejected("lacks " + Quantity.bytes(memory) + " of memory");
    }

    /** {@code place { require label(...) }}. */
    public static Verdict require(Pod pod, NodeView node) {
        return pod.spec().template().placement().require().stream()
                .filter(wanted -> !wanted.matches(node.node().metadata().labels()))
                .findFirst()
                .map(wanted -> Verdict.rejected("has no label " + wanted.display()))
                .orElse(Verdict.fits());
    }
}
