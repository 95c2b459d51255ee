package dev.caravan.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code caravan plan}. */
@Command(
        name = "plan",
        description = "Show what an apply would change and where new pods would go; change nothing.",
        footer = {"  caravan plan shop.groovy -p tag=1.4", "  caravan plan shop.groovy --detailed-exitcode"})
public final class PlanCommand extends ServerCommand {
    @Mixin
    ScriptOptions script = new ScriptOptions();

    @Option(names = "--detailed-exitcode", description = "Exit with 0 nothing to do, 1 error, 2 there are changes.")
    boolean detailed;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "",
            description = "json, yaml or jsonpath={…}")
    String output;

    @Override
    public Integer call() {
        Output form = Output.ofDocument(output, session, clock.instant());
        Object plan = client().post("apps:plan", java.util.Map.of(), script.request(server.namespace(session)));
        if (form.isTable()) {
            new PlanPrinter(session.out(), session.colours()).print(plan);
        } else {
            form.document(plan);
        }
        if (!JsonTree.list(plan, "problems").isEmpty()) return Failure.FAILED;
        return detailed && Boolean.TRUE.equals(JsonTree.at(plan, "changed")) ? 2 : 0;
    }
}
