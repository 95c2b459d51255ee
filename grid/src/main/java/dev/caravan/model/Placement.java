package dev.caravan.model;

import java.util.List;

/**
 * Where pods may and should go.
 *
 * @param require labels that a node must have
 * @param prefer labels that a node should have
 * @param spread node labels over whose values the pods are spread evenly
 * @param tolerate taint keys that do not keep pods away; {@code *} tolerates any
 * @param avoid workloads whose nodes are taken last
 */
public record Placement(
        List<LabelRequirement> require,
        List<LabelRequirement> prefer,
        List<String> spread,
        List<String> tolerate,
        List<Avoided> avoid) {
    /** A workload of the same namespace. */
    public record Avoided(Kind kind, String name) {}

    /** A node's label {@code key} has one of the values; no value means: the label is there. */
    public record LabelRequirement(String key, List<String> values) {
        public LabelRequirement {
            values = Copies.list(values);
        }

        public boolean matches(java.util.Map<String, String> labels) {
            String value = labels.get(key);
            return value != null && (values.isEmpty() || values.contains(value));
        }

        /** Such as {@code tier=front}. */
        public String display() {
            return values.isEmpty() ? key : key + "=" + String.join("|", values);
        }
    }

    private static final Placement ANYWHERE = new Placement(List.of(), List.of(), List.of(), List.of());

    public Placement {
        require = Copies.list(require);
        prefer = Copies.list(prefer);
        spread = Copies.list(spread);
        tolerate = Copies.list(tolerate);
        avoid = Copies.list(avoid);
    }

    /** A placement that avoids no workload. */
    public Placement(
            List<LabelRequirement> require, List<LabelRequirement> prefer, List<String> spread, List<String> tolerate) {
        this(require, prefer, spread, tolerate, List.of());
    }

    public static Placement anywhere() {
        return ANYWHERE;
    }

    public boolean tolerates(String taint) {
        return tolerate.contains("*") || tolerate.contains(taint);
    }
}
