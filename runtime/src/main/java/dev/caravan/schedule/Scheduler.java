package dev.caravan.schedule;

import dev.caravan.model.Pod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Places pods one after the other on the best node that takes them. Ties go to the node that comes first by name. */
public final class Scheduler {
    /** The reason of pods that no node takes. */
    public static final String UNSCHEDULABLE = "Unschedulable";

    private Scheduler() {}

    /**
     * Places a batch in its order; what one pod takes is gone for the next.
     *
     * @param constraints what the shape's steps ask for
     */
    public static Placements place(Collection<Pod> pods, List<NodeView> nodes, Set<Constraint> constraints) {
        List<Filter> filters = new ArrayList<>(Filters.always());
        constraints.forEach(constraint -> filters.addAll(constraint.filters()));
        List<Pod> bound = new ArrayList<>();
        List<Pod> refused = new ArrayList<>();
        for (Pod pod : pods) {
            Map<String, String> reasons = new LinkedHashMap<>();
            Optional<NodeView> best = best(pod, fitting(pod, nodes, filters, reasons), nodes, constraints);
            if (best.isPresent()) {
                // Why it had to wait is over.
                Pod placed = pod.boundTo(best.get().name()).with(pod.status().waiting("", ""));
                best.get().take(placed);
                bound.add(placed);
            } else {
                refused.add(pod.with(pod.status().waiting(UNSCHEDULABLE, explain(reasons))));
            }
        }
        return new Placements(bound, refused);
    }

    /** Why a node does not take a pod; empty if it does. */
    public static Optional<String> refusal(Pod pod, NodeView node, Set<Constraint> constraints) {
        return refusal(pod, node, Filters.always(), constraints);
    }

    /** As {@link #refusal}, for a pod that belongs to this very node, cordoned or not. */
    public static Optional<String> refusalByOwnNode(Pod pod, NodeView node, Set<Constraint> constraints) {
        return refusal(pod, node, Filters.onOwnNode(), constraints);
    }

    private static Optional<String> refusal(Pod pod, NodeView node, List<Filter> always, Set<Constraint> constraints) {
        List<Filter> filters = new ArrayList<>(always);
        constraints.forEach(constraint -> filters.addAll(constraint.filters()));
        return filters.stream()
                .map(filter -> filter.check(pod, node))
                .filter(verdict -> !verdict.isFit())
                .findFirst()
                .flatMap(Verdict::reason);
    }

    private static List<NodeView> fitting(
            Pod pod, List<NodeView> nodes, List<Filter> filters, Map<String, String> reasons) {
        List<NodeView> fitting = new ArrayList<>();
        for (NodeView node : nodes) {
            Optional<String> reason = filters.stream()
                    .map(filter -> filter.check(pod, node))
                    .filter(verdict -> !verdict.isFit())
                    .findFirst()
                    .flatMap(Verdict::reason);
            reason.ifPresentOrElse(why -> reasons.put(node.name(), why), () -> fitting.add(node));
        }
        return fitting;
    }

    private static Optional<NodeView> best(
            Pod pod, List<NodeView> fitting, List<NodeView> all, Set<Constraint> constraints) {
        NodeView best = null;
        int bestScore = -1;
        for (NodeView node : fitting) {
            int score = score(pod, node, all, constraints);
            if (score > bestScore || (score == bestScore && node.name().compareTo(best.name()) < 0)) {
                best = node;
                bestScore = score;
            }
        }
        return Optional.ofNullable(best);
    }

    private static int score(Pod pod, NodeView node, List<NodeView> all, Set<Constraint> constraints) {
        int sum = 0;
        for (Scorer scorer : Scorers.always()) sum += scorer.score(pod, node, all);
        for (Constraint constraint : constraints) {
            for (Scorer scorer : constraint.scorers()) sum += constraint.weight() * scorer.score(pod, node, all);
        }
        return sum;
    }

    /** Such as {@code no node takes it: n1, n2 lacks 500m of cpu; n3 is cordoned}. */
    static String explain(Map<String, String> reasons) {
        if (reasons.isEmpty()) return "there is no node";
        Map<String, List<String>> byReason = reasons.entrySet().stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getValue,
                        LinkedHashMap::new,
                        Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
        return "no node takes it: "
                + byReason.entrySet().stream()
                        .map(e -> names(e.getValue()) + " " + e.getKey())
                        .collect(Collectors.joining("; "));
    }

    private static String names(List<String> nodes) {
        int shown = Math.min(3, nodes.size());
        String some = String.join(", ", nodes.subList(0, shown));
        return nodes.size() > shown ? some + " and " + (nodes.size() - shown) + " more" : some;
    }

    /** No constraint beyond those that always hold. */
    public static Set<Constraint> unconstrained() {
        return EnumSet.noneOf(Constraint.class);
    }
}
