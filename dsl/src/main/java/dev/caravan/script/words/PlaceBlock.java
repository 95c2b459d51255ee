package dev.caravan.script.words;

import dev.caravan.model.Kind;
import dev.caravan.model.Placement;
import dev.caravan.script.eval.NoWord;
import dev.caravan.script.eval.Says;
import dev.caravan.script.eval.Spot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where pods may and should go. */
@Says("place")
public final class PlaceBlock extends ScriptBlock {
    /** A wish for a node's label. */
    @Says("label('key', 'value')")
    public record NodeLabel(Placement.LabelRequirement requirement) {}

    private final List<Placement.LabelRequirement> require = new ArrayList<>();
    private final List<Placement.LabelRequirement> prefer = new ArrayList<>();
    private final List<String> spread = new ArrayList<>();
    private final List<String> tolerate = new ArrayList<>();
    private final Map<String, Spot> steps = new TreeMap<>();
    private final List<AvoidedWord> avoid = new ArrayList<>();

    PlaceBlock(Compilation compilation) {
        super(compilation);
    }

    /** A node's label: with one of the values, or with any when none is given. */
    public NodeLabel label(String key, String... values) {
        return new NodeLabel(new Placement.LabelRequirement(key, List.of(values)));
    }

    /** Only nodes with the label. */
    public void require(NodeLabel label) {
        steps.putIfAbsent("schedule:require", site().word());
        require.add(label.requirement());
    }

    /** Nodes with the label before others. */
    public void prefer(NodeLabel label) {
        steps.putIfAbsent("schedule:prefer", site().word());
        prefer.add(label.requirement());
    }

    /** Evenly over the values of the nodes' labels. */
    public void spread(String label, String... others) {
        steps.putIfAbsent("schedule:spread", site().word());
        spread.add(label);
        spread.addAll(List.of(others));
    }

    /** Nodes with these taints too. */
    public void tolerate(String taint, String... others) {
        steps.putIfAbsent("schedule:tolerate", site().word());
        tolerate.add(taint);
        tolerate.addAll(List.of(others));
    }

    /** Every taint. */
    public String getAny() {
        return "*";
    }

    /** Nodes without pods of the workload before others. */
    public void avoid(AvoidedWord workload, AvoidedWord... others) {
        avoid.add(workload);
        avoid.addAll(List.of(others));
    }

    /** A service of the app. */
    public AvoidedWord service(String name) {
        return workload(Kind.SERVICE, name);
    }

    /** A function of the app. */
    public AvoidedWord function(String name) {
        return workload(Kind.FUNCTION, name);
    }

    /** A job of the app. */
    public AvoidedWord job(String name) {
        return workload(Kind.JOB, name);
    }

    /** A daemon of the app. */
    public AvoidedWord daemon(String name) {
        return workload(Kind.DAEMON, name);
    }

    private AvoidedWord workload(Kind kind, String name) {
        return new AvoidedWord(new Placement.Avoided(kind, name), site().argument(0));
    }

    /** What is avoided, for a look at whether it is there. */
    @NoWord
    public List<AvoidedWord> avoided() {
        return List.copyOf(avoid);
    }

    /** Where the words stand that add steps to the route. */
    Map<String, Spot> steps() {
        return steps;
    }

    @NoWord
    public Placement placement() {
        List<Placement.Avoided> avoided =
                avoid.stream().map(AvoidedWord::workload).toList();
        return new Placement(require, prefer, spread, tolerate, avoided);
    }
}
