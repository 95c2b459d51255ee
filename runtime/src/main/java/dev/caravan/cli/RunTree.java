package dev.caravan.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A run as people read it: its steps as a tree, with times. */
final class RunTree {
    private static final Map<String, String> SIGNS = Map.of(
            "Succeeded", "✔",
            "Failed", "✘",
            "Running", "▶",
            "Waiting", "◷",
            "InDoubt", "?",
            "Skipped", "↷",
            "Cancelled", "⊘",
            "Pending", "↻");

    private RunTree() {}

    /** The names of the steps that are under way, or to be tried again. */
    static String current(Object run) {
        List<String> names = new ArrayList<>();
        JsonTree.map(run, "status.steps").forEach((name, step) -> {
            if (List.of("Running", "Waiting", "InDoubt", "Pending").contains(JsonTree.text(step, "state"))) {
                if (!name.toString().startsWith("parallel-")) names.add(name.toString());
            }
        });
        return String.join(",", names);
    }

    static String of(Object run, Instant now) {
        StringBuilder text = new StringBuilder();
        String phase = JsonTree.text(run, "status.phase");
        text.append("run/")
                .append(JsonTree.text(run, "metadata.name"))
                .append("  ")
                .append(phase)
                .append("  ")
                .append(time(
                        JsonTree.text(run, "metadata.creationTimestamp"), JsonTree.text(run, "status.finishedAt"), now))
                .append('\n');
        JsonTree.map(run, "spec.inputs").forEach((key, value) -> text.append("  ")
                .append(key)
                .append(" = ")
                .append(value)
                .append('\n'));
        String message = JsonTree.text(run, "status.message");
        if (!message.isEmpty()) text.append("  ").append(message).append('\n');
        steps(JsonTree.list(run, "status.tree"), "", now, text);
        return text.toString();
    }

    private static void steps(List<?> steps, String rail, Instant now, StringBuilder text) {
        for (int i = 0; i < steps.size(); i++) {
            boolean last = i == steps.size() - 1;
            Object step = steps.get(i);
            text.append(rail)
                    .append(last ? "└── " : "├── ")
                    .append(line(step, now))
                    .append('\n');
            steps(JsonTree.list(step, "steps"), rail + (last ? "    " : "│   "), now, text);
        }
    }

    private static String line(Object step, Instant now) {
        String state = JsonTree.text(step, "state");
        List<String> parts = new ArrayList<>();
        parts.add(SIGNS.getOrDefault(state, "·") + " " + JsonTree.text(step, "name"));
        parts.add(JsonTree.text(step, "does"));
        if (!state.isEmpty()) {
            boolean optional = state.equals("Failed") && Boolean.TRUE.equals(JsonTree.at(step, "optional"));
            parts.add(state + (optional ? " (optional)" : ""));
        }
        String started = JsonTree.text(step, "startedAt");
        if (!started.isEmpty() && !state.equals("Skipped") && !state.equals("Pending")) {
            parts.add(time(started, JsonTree.text(step, "finishedAt"), now));
        }
        if (JsonTree.number(step, "attempt") > 1) parts.add("attempt " + JsonTree.number(step, "attempt"));
        String waits = JsonTree.text(step, "waits");
        if (!waits.isEmpty()) parts.add(waits);
        String due = JsonTree.text(step, "due");
        if (!due.isEmpty()) parts.add(due(due, now));
        for (String field : List.of("output", "error")) {
            String said = JsonTree.text(step, field).lines().findFirst().orElse("");
            if (!said.isEmpty()) parts.add(said.length() > 100 ? said.substring(0, 100) + "…" : said);
        }
        parts.removeIf(String::isEmpty);
        return String.join("  ", parts);
    }

    private static String due(String due, Instant now) {
        Duration left = Duration.between(now, Instant.parse(due));
        return left.isNegative() ? "due" : "due in " + words(left);
    }

    private static String time(String from, String to, Instant now) {
        if (from.isEmpty()) return "";
        return words(Duration.between(Instant.parse(from), to.isEmpty() ? now : Instant.parse(to)));
    }

    /** Such as {@code 1.2s}, {@code 3m12s} or {@code 5h02m}. */
    static String words(Duration time) {
        if (time.isNegative()) return "0.0s";
        if (time.toSeconds() < 60) return String.format(Locale.ROOT, "%.1fs", time.toMillis() / 1000.0);
        if (time.toMinutes() < 60)
            return String.format(Locale.ROOT, "%dm%02ds", time.toMinutes(), time.toSecondsPart());
        return String.format(Locale.ROOT, "%dh%02dm", time.toHours(), time.toMinutesPart());
    }

    /** All states of its steps and its own: what a watcher prints anew when it changes. */
    static String states(Object run) {
        StringBuilder states = new StringBuilder(JsonTree.text(run, "status.phase"));
        JsonTree.map(run, "status.steps").entrySet().stream()
                .sorted(Comparator.comparing(e -> e.getKey().toString()))
                .forEach(e -> states.append(' ')
                        .append(e.getKey())
                        .append('=')
                        .append(JsonTree.text(e.getValue(), "state"))
                        .append(JsonTree.number(e.getValue(), "attempt"))
                        .append(JsonTree.number(e.getValue(), "stage")));
        return states.toString();
    }
}
