package dev.caravan.cli;

import dev.caravan.model.Kind;
import dev.caravan.model.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What {@code get} shows of each kind. */
final class Columns {
    private Columns() {}

    static List<String> header(Kind kind, boolean wide) {
        List<String> columns = new ArrayList<>(
                switch (kind) {
                    case APP -> List.of("NAME", "REVISION", "STATUS", "AGE");
                    case REVISION -> List.of("NAME", "APP", "NUMBER", "AGE");
                    case SERVICE, FUNCTION, DAEMON -> List.of("NAME", "APP", "READY", "STATUS", "ADDRESS", "AGE");
                    case JOB -> List.of("NAME", "APP", "STATUS", "PODS", "AGE");
                    case CRON -> List.of("NAME", "APP", "SCHEDULE", "ZONE", "LAST", "AGE");
                    case POD -> List.of("NAME", "READY", "STATUS", "RESTARTS", "AGE");
                    case NODE -> List.of("NAME", "STATUS", "ENGINE", "PODS", "CPU", "MEMORY", "AGE");
                    case EVENT -> List.of("AGE", "TYPE", "REASON", "OBJECT", "MESSAGE");
                    case NAMESPACE -> List.of("NAME", "STATUS", "AGE");
                    case QUOTA -> List.of("NAME", "USED", "AGE");
                    case CONFIG, SECRET -> List.of("NAME", "KEYS", "AGE");
                    case WORKFLOW -> List.of("NAME", "APP", "RUNS", "AGE");
                    case DEFINITION -> List.of("NAME", "APP", "AGE");
                    case RUN -> List.of("NAME", "WORKFLOW", "STATUS", "STEP", "AGE");
                });
        if (wide) columns.addAll(extra(kind));
        return columns;
    }

    /** Names of values that a table shows. */
    private static final int SHOWN_KEYS = 3;

    private static List<String> extra(Kind kind) {
        return switch (kind) {
            case POD -> List.of("NODE", "IP", "IMAGE", "MESSAGE");
            case NODE -> List.of("ADDRESS", "LABELS", "MESSAGE");
            case SERVICE, FUNCTION, DAEMON, JOB -> List.of("IMAGE", "MESSAGE");
            case APP -> List.of("MESSAGE");
            case EVENT -> List.of("SOURCE", "TIME");
            case RUN -> List.of("INPUTS", "MESSAGE");
            case REVISION, CRON, NAMESPACE, QUOTA, CONFIG, SECRET, WORKFLOW, DEFINITION -> List.of();
        };
    }

    static List<String> row(Kind kind, Object o, boolean wide, Instant now) {
        String name = JsonTree.text(o, "metadata.name");
        String age = age(JsonTree.text(o, "metadata.creationTimestamp"), now);
        List<String> cells = new ArrayList<>(
                switch (kind) {
                    case APP -> List.of(name, JsonTree.text(o, "spec.revision"), JsonTree.text(o, "status.phase"), age);
                    case REVISION -> List.of(name, JsonTree.text(o, "spec.app"), JsonTree.text(o, "spec.number"), age);
                    case SERVICE, FUNCTION, DAEMON -> workload(o, name, age);
                    case JOB ->
                        List.of(name, JsonTree.text(o, "spec.app"), jobStatus(o), JsonTree.text(o, "status.pods"), age);
                    case CRON ->
                        List.of(
                                name,
                                JsonTree.text(o, "spec.app"),
                                JsonTree.text(o, "spec.mode.schedule"),
                                JsonTree.text(o, "spec.mode.zone"),
                                orNone(age(JsonTree.text(o, "status.lastScheduled"), now)),
                                age);
                    case POD -> List.of(name, ready(o), podStatus(o), JsonTree.text(o, "status.restarts"), age);
                    case NODE -> node(o, name, age);
                    case EVENT ->
                        List.of(
                                age,
                                JsonTree.text(o, "spec.severity"),
                                JsonTree.text(o, "spec.reason"),
                                about(o),
                                JsonTree.text(o, "spec.message"));
                    case NAMESPACE ->
                        List.of(name, JsonTree.text(o, "spec.goal").equals("Removed") ? "Removing" : "Active", age);
                    case QUOTA -> List.of(name, quota(o), age);
                    case CONFIG, SECRET -> List.of(name, orNone(keys(o)), age);
                    case WORKFLOW -> List.of(name, JsonTree.text(o, "spec.app"), JsonTree.text(o, "status.runs"), age);
                    case DEFINITION -> List.of(name, JsonTree.text(o, "spec.app"), age);
                    case RUN ->
                        List.of(
                                name,
                                JsonTree.text(o, "spec.workflow"),
                                JsonTree.text(o, "status.phase"),
                                orNone(RunTree.current(o)),
                                age);
                });
        if (wide) cells.addAll(extra(kind, o));
        return cells;
    }

    private static String keys(Object o) {
        var names = JsonTree.map(o, "spec.data").keySet();
        String shown = names.stream().limit(SHOWN_KEYS).map(Object::toString).collect(Collectors.joining(","));
        return names.size() > SHOWN_KEYS ? shown + " and " + (names.size() - SHOWN_KEYS) + " more" : shown;
    }

    /** Such as {@code pods 3 of 10, cpu 1 of 2}. */
    private static String quota(Object o) {
        return JsonTree.map(o, "spec.hard").entrySet().stream()
                .map(e -> e.getKey() + " " + JsonTree.map(o, "status.used").get(e.getKey()) + " of " + e.getValue())
                .collect(Collectors.joining(", "));
    }

    private static List<String> workload(Object o, String name, String age) {
        return List.of(
                name,
                JsonTree.text(o, "spec.app"),
                JsonTree.text(o, "status.ready") + "/" + JsonTree.text(o, "status.desired"),
                JsonTree.text(o, "status.phase"),
                orNone(JsonTree.list(o, "status.addresses").stream()
                        .map(Object::toString)
                        .collect(Collectors.joining(","))),
                age);
    }

    private static List<String> node(Object o, String name, String age) {
        boolean cordoned = Boolean.TRUE.equals(JsonTree.at(o, "spec.cordoned"));
        String status = JsonTree.text(o, "status.phase") + (cordoned ? ",Cordoned" : "");
        return List.of(
                name,
                status,
                JsonTree.text(o, "spec.engine"),
                JsonTree.text(o, "status.pods"),
                Quantity.cpu(JsonTree.number(o, "spec.cpuMillis")),
                Quantity.bytes(JsonTree.number(o, "spec.memoryBytes")),
                age);
    }

    private static List<String> extra(Kind kind, Object o) {
        return switch (kind) {
            case POD ->
                List.of(
                        orNone(JsonTree.text(o, "spec.node")),
                        orNone(JsonTree.text(o, "status.address")),
                        images(o),
                        JsonTree.text(o, "status.message"));
            case NODE ->
                List.of(
                        JsonTree.text(o, "spec.address"),
                        orNone(JsonTree.map(o, "metadata.labels").entrySet().stream()
                                .map(e -> e.getKey() + "=" + e.getValue())
                                .collect(Collectors.joining(","))),
                        JsonTree.text(o, "status.message"));
            case SERVICE, FUNCTION, DAEMON, JOB -> List.of(images(o), JsonTree.text(o, "status.message"));
            case APP -> List.of(JsonTree.text(o, "status.message"));
            case EVENT -> List.of(JsonTree.text(o, "spec.source"), JsonTree.text(o, "spec.at"));
            case RUN ->
                List.of(
                        orNone(JsonTree.map(o, "spec.inputs").entrySet().stream()
                                .map(e -> e.getKey() + "=" + e.getValue())
                                .collect(Collectors.joining(","))),
                        JsonTree.text(o, "status.message"));
            case REVISION, CRON, NAMESPACE, QUOTA, CONFIG, SECRET, WORKFLOW, DEFINITION -> List.of();
        };
    }

    private static String images(Object o) {
        return JsonTree.list(o, "spec.template.containers").stream()
                .map(c -> {
                    String image = JsonTree.text(c, "image");
                    return image.isEmpty() ? "(process)" : image;
                })
                .collect(Collectors.joining(","));
    }

    private static String about(Object o) {
        return JsonTree.text(o, "spec.about.kind").toLowerCase(java.util.Locale.ROOT) + "/"
                + JsonTree.text(o, "spec.about.name");
    }

    private static String ready(Object pod) {
        List<?> containers = JsonTree.list(pod, "status.containers");
        int all = JsonTree.list(pod, "spec.template.containers").size();
        boolean isReady = Boolean.TRUE.equals(JsonTree.at(pod, "status.ready"));
        long running = containers.stream()
                .filter(c -> JsonTree.text(c, "state").equals("Running"))
                .count();
        return (isReady ? all : Math.min(running, all - 1)) + "/" + all;
    }

    private static String podStatus(Object pod) {
        String reason = JsonTree.text(pod, "status.reason");
        String phase = JsonTree.text(pod, "status.phase");
        if (JsonTree.text(pod, "spec.goal").equals("Removed") && !phase.equals("Stopped")) return "Stopping";
        return reason.isEmpty() ? phase : reason;
    }

    private static String jobStatus(Object job) {
        String outcome = JsonTree.text(job, "status.outcome");
        if (outcome.equals("Complete") || outcome.equals("Failed")) return outcome;
        return JsonTree.text(job, "status.phase").equals("Idle") ? "Manual" : "Running";
    }

    private static String orNone(String text) {
        return text.isEmpty() ? "<none>" : text;
    }

    /** Such as {@code 5s}, {@code 3m12s}, {@code 5h} or {@code 12d}. */
    static String age(String timestamp, Instant now) {
        if (timestamp.isEmpty()) return "";
        Duration age = Duration.between(Instant.parse(timestamp), now);
        long seconds = Math.max(0, age.getSeconds());
        if (seconds < 120) return seconds + "s";
        if (seconds < 600) return seconds / 60 + "m" + seconds % 60 + "s";
        if (seconds < 7200) return seconds / 60 + "m";
        return seconds < 172_800 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
    }
}
