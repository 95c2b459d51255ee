package dev.caravan.script.words;

import dev.caravan.model.Kind;
import dev.caravan.model.Placement;
import dev.caravan.script.eval.NoWord;
import dev.caravan.script.eval.Says;
import java.util.ArrayList;
import java.util.List;

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
        require.add(label.requirement());
    }

    /** Nodes with the label before others. */
    public void prefer(NodeLabel label) {
        prefer.add(label.requirement());
    }

    /** Evenly over the values of the nodes' labels. */
    public void spread(String label, String... others) {
        spread.add(label);
        spread.addAll(List.of(others));
    }

    /** Nodes with these taints too. */
    public void tolerate(String taint, String... others) {
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

    @NoWord
    public Placement placement() {
        List<Placement.Avoided> avoided =
                avoid.stream().map(AvoidedWord::workload).toList();
        return new Placement(require, prefer, spread, tolerate, avoided);
    }
}
