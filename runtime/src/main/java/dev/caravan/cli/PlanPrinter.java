package dev.caravan.cli;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A plan as people read it. */
final class PlanPrinter {
    private final PrintStream out;
    private final boolean colours;

    PlanPrinter(PrintStream out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    void print(Object plan) {
        String app = JsonTree.text(plan, "app");
        if (!Boolean.TRUE.equals(JsonTree.at(plan, "changed"))) {
            out.println("app/" + app + " unchanged (revision " + JsonTree.text(plan, "revision") + ")");
            promoted(JsonTree.list(plan, "items"));
        } else {
            out.println("app/" + app + " revision " + JsonTree.text(plan, "revision"));
            JsonTree.list(plan, "items").forEach(this::item);
            promoted(JsonTree.list(plan, "items"));
            placements(JsonTree.list(plan, "placements"));
            summary(JsonTree.list(plan, "items"));
        }
        JsonTree.list(plan, "problems").forEach(problem -> out.println(paint("31", "! " + problem)));
        out.flush();
    }

    private void item(Object item) {
        String name = JsonTree.text(item, "kind").toLowerCase(Locale.ROOT) + "/" + JsonTree.text(item, "name");
        switch (JsonTree.text(item, "action")) {
            case "create" -> out.println(paint("32", "  + " + name));
            case "delete" -> out.println(paint("31", "  - " + name));
            case "update" -> {
                String drift = Boolean.TRUE.equals(JsonTree.at(item, "drift"))
                        ? ", undoes what was changed since the last apply"
                        : "";
                out.println(paint("33", "  ~ " + name) + "  (" + effect(JsonTree.text(item, "effect")) + drift + ")");
                JsonTree.list(item, "fields").forEach(this::field);
            }
            default -> {}
        }
    }

    private void promoted(List<?> items) {
        for (Object item : items) {
            if (!Boolean.TRUE.equals(JsonTree.at(item, "keepsPromoted"))) continue;
            String name = JsonTree.text(item, "kind").toLowerCase(Locale.ROOT) + "/" + JsonTree.text(item, "name");
            out.println("  " + name
                    + " keeps what runs in the place of the script's (promoted, or gone back to); --reset ends that");
        }
    }

    private static String effect(String word) {
        return switch (word) {
            case "replace" -> "replaces its pods";
            case "scale" -> "changes the number of pods";
            default -> "in place";
        };
    }

    private void field(Object field) {
        Object from = JsonTree.at(field, "from");
        Object to = JsonTree.at(field, "to");
        String change = from == null ? "+ " + to : to == null ? "- " + from : from + " -> " + to;
        out.println("      " + JsonTree.text(field, "path") + ": " + change);
    }

    private void placements(List<?> placements) {
        Map<String, Integer> lines = new LinkedHashMap<>();
        for (Object p : placements) {
            String node = JsonTree.text(p, "node");
            String line = JsonTree.text(p, "workload")
                    + (node.isEmpty() ? " would wait: " + JsonTree.text(p, "reason") : " -> " + node);
            lines.merge(line, 1, Integer::sum);
        }
        if (lines.isEmpty()) return;
        out.println("placement:");
        lines.forEach((line, count) -> out.println("  " + line + (count > 1 ? "  (" + count + " pods)" : "")));
    }

    private void summary(List<?> items) {
        long create = count(items, "create");
        long update = count(items, "update");
        long delete = count(items, "delete");
        out.println("plan: " + create + " to create, " + update + " to change, " + delete + " to delete");
    }

    private static long count(List<?> items, String action) {
        return items.stream()
                .filter(i -> JsonTree.text(i, "action").equals(action))
                .count();
    }

    private String paint(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
