package dev.caravan.routes;

import dev.caravan.model.Kind;
import dev.caravan.model.Mode;
import dev.caravan.model.Placement;
import dev.caravan.model.Rollout;
import dev.caravan.model.Trigger;
import dev.caravan.model.WorkloadSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The ordered steps that the words of a workload add, without any of its literals: what many workloads share.
 *
 * @param steps endpoint URIs, at least one
 */
public record Shape(List<String> steps) {
    private static final int HASH_LENGTH = 8;

    public Shape {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) throw new IllegalArgumentException("a shape needs at least one step");
    }

    /** The shape of a workload: equal for all that say the same words. */
    public static Shape of(WorkloadSpec spec) {
        Kind kind = spec.mode().kind();
        List<String> steps = new ArrayList<>();
        steps.add(kind == Kind.CRON ? "observe:jobs" : "observe:pods");
        steps.add("reconcile:" + kind.singular());
        addTriggers(spec.mode(), steps);
        if (kind != Kind.CRON) {
            addRollout(spec.mode(), steps);
            if (spec.canary().isPresent()) steps.add("rollout:canary");
            if (rollbacks(spec.mode())) steps.add("rollout:rollback");
            addPlacement(spec.template().placement(), steps);
        }
        steps.add("bind:batch");
        return new Shape(steps);
    }

    private static void addTriggers(Mode mode, List<String> steps) {
        if (!(mode instanceof Mode.Function)) return;
        List<Trigger> triggers = ((Mode.Function) mode).triggers();
        if (triggers.stream().anyMatch(Trigger.Timed.class::isInstance)) steps.add("trigger:time");
        if (triggers.stream().anyMatch(Trigger.Camel.class::isInstance)) steps.add("trigger:camel");
    }

    private static void addRollout(Mode mode, List<String> steps) {
        if (mode instanceof Mode.Service) steps.add(step(((Mode.Service) mode).rollout()));
        if (mode instanceof Mode.Function) steps.add(step(((Mode.Function) mode).rollout()));
        if (mode instanceof Mode.Daemon) steps.add(step(Rollout.rolling()));
    }

    private static boolean rollbacks(Mode mode) {
        if (mode instanceof Mode.Service)
            return ((Mode.Service) mode).rollout().rollbackAfter().isPresent();
        return mode instanceof Mode.Function
                && ((Mode.Function) mode).rollout().rollbackAfter().isPresent();
    }

    private static String step(Rollout rollout) {
        return rollout instanceof Rollout.Recreate ? "rollout:recreate" : "rollout:rolling";
    }

    private static void addPlacement(Placement placement, List<String> steps) {
        if (!placement.require().isEmpty()) steps.add("schedule:require");
        if (!placement.prefer().isEmpty()) steps.add("schedule:prefer");
        if (!placement.spread().isEmpty()) steps.add("schedule:spread");
        if (!placement.avoid().isEmpty()) steps.add("schedule:avoid");
        if (!placement.tolerate().isEmpty()) steps.add("schedule:tolerate");
        steps.add("schedule:place");
    }

    /** The first eight hexadecimal digits of the SHA-256 of the steps, one a line. */
    public String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", steps).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK lacks SHA-256", e);
        }
    }

    /** The id of the route that the shape is. */
    public String routeId() {
        return "shape-" + hash();
    }
}
