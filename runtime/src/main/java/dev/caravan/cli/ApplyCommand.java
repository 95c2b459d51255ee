package dev.caravan.cli;

import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code caravan apply}. */
@Command(
        name = "apply",
        description = "Plan a script, then apply it as one revision and wait until it is healthy.",
        footer = {
            "  caravan apply shop.groovy -p tag=1.4",
            "  caravan apply shop.groovy --no-wait",
            "  caravan apply shop.groovy --dry-run"
        })
public final class ApplyCommand extends ServerCommand {
    @Mixin
    ScriptOptions script = new ScriptOptions();

    @Option(
            names = "--wait",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Wait until all of it is healthy (the default).")
    boolean wait;

    @Option(names = "--timeout", defaultValue = "5m", description = "How long to wait: 30s, 5m, 1h.")
    String timeout;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    boolean yes;

    @Option(names = "--dry-run", description = "Show the plan and change nothing.")
    boolean dryRun;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "",
            description = "json, yaml or jsonpath={…}")
    String output;

    @Override
    public Integer call() {
        Output form = Output.ofDocument(output, session, clock.instant());
        Duration limit = Durations.parse("--timeout", timeout);
        ApiClient client = client();
        Map<String, Object> request = script.request(server.namespace(session));
        if (session.terminal() && !yes && !dryRun && form.isTable() && !confirmed(client, request)) {
            session.err().println("Nothing was changed.");
            return Failure.FAILED;
        }
        request.put("dryRun", dryRun);
        Object plan = client.post("apps:apply", Map.of(), request);
        if (form.isTable()) {
            new PlanPrinter(session.out(), session.colours()).print(plan);
        } else {
            form.document(plan);
        }
        if (!wait || dryRun || !Boolean.TRUE.equals(JsonTree.at(plan, "applied"))) return 0;
        String app = JsonTree.text(plan, "app");
        new AppWait(client, session, clock).until(app, server.query(session), limit);
        return 0;
    }

    /** Asks only when something would be deleted or its pods replaced. */
    private boolean confirmed(ApiClient client, Map<String, Object> request) {
        Object plan = client.post("apps:plan", Map.of(), request);
        boolean harmless = JsonTree.list(plan, "items").stream()
                .noneMatch(i -> JsonTree.text(i, "action").equals("delete")
                        || JsonTree.text(i, "effect").equals("replace"));
        if (harmless || !JsonTree.list(plan, "problems").isEmpty()) return true;
        new PlanPrinter(session.err(), session.colours()).print(plan);
        String answer = System.console().readLine("Apply this? [y/N] ");
        return answer != null
                && answer.strip().toLowerCase(java.util.Locale.ROOT).startsWith("y");
    }
}
