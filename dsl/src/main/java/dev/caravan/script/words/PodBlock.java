package dev.caravan.script.words;

import dev.caravan.model.ContainerSpec;
import dev.caravan.model.Names;
import dev.caravan.model.Placement;
import dev.caravan.model.PodTemplate;
import dev.caravan.script.eval.Fault;
import dev.caravan.script.eval.Spot;
import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What can be said of a pod: its main container's words, further containers, labels and where it goes. */
public abstract class PodBlock extends ContainerBlock {
    /** The name of the container that a workload's own block describes. */
    static final String MAIN = "main";

    private final String owner;
    private final Map<String, ExtraContainerBlock> others = new LinkedHashMap<>();
    private final Map<String, String> labels = new TreeMap<>();
    private Placement placement;
    final Map<String, Spot> steps = new TreeMap<>();
    private List<AvoidedWord> avoided = List.of();
    private Duration stopGrace;

    PodBlock(Compilation compilation, String owner, Spot spot) {
        super(compilation, MAIN, spot);
        this.owner = owner;
    }

    /** A further container of the pod. */
    public void container(
            String name,
            @DelegatesTo(value = ExtraContainerBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        notInOverlay("container");
        if (!Names.isValid(name)) {
            compilation.faults.add(site().argument(0), badName("a container", name));
        }
        ExtraContainerBlock block = new ExtraContainerBlock(compilation, name, site().word());
        if (name.equals(MAIN) || others.containsKey(name)) {
            compilation.faults.add(site().argument(0), "the pod has a container '" + name + "' already");
        }
        others.putIfAbsent(name, block);
        run(body, block);
    }

    /** A label of the pods. */
    public void label(String key, String value) {
        labels.put(key, value);
    }

    /** Labels of the pods. */
    public void labels(Map<String, ?> values) {
        values.forEach((key, value) -> labels.put(key, scalar("label " + key, value, site().option(key))));
    }

    /** Where the pods may and should go. */
    public void place(@DelegatesTo(value = PlaceBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        PlaceBlock place = new PlaceBlock(compilation);
        run(body, place);
        placement = place.placement();
        steps.putAll(place.steps());
        avoided = place.avoided();
    }

    /** The time between SIGTERM and SIGKILL. */
    public void stopGrace(Duration time) {
        if (time.isNegative()) throw Fault.at(site().argument(0), "stopGrace must not be negative");
        stopGrace = time;
    }

    /** All ports of the pod, as declared. */
    final List<DeclaredPort> allPorts() {
        List<DeclaredPort> all = new ArrayList<>(ports());
        others.values().forEach(other -> all.addAll(other.ports()));
        return all;
    }

    /** The workloads that the pods avoid. */
    final List<AvoidedWord> avoided() {
        return avoided;
    }

    /** Empty when what is missing follows from a fault told before. */
    final Optional<PodTemplate> template() {
        List<ContainerSpec> containers = new ArrayList<>();
        boolean complete = collect(this, owner, containers);
        for (ExtraContainerBlock other : others.values()) {
            complete &= collect(other, "the container '" + other.container() + "' of " + owner, containers);
        }
        if (!complete) return Optional.empty();
        return Optional.of(new PodTemplate(labels, containers, placement, stopGrace));
    }

    private boolean collect(ContainerBlock block, String what, List<ContainerSpec> containers) {
        try {
            Optional<ContainerSpec> container = block.container(what);
            container.ifPresent(containers::add);
            return container.isPresent();
        } catch (Fault fault) {
            compilation.faults.add(fault);
            return false;
        }
    }

    final PodTemplate completeTemplate() {
        return template().orElseThrow(Fault::silent);
    }
}
