package dev.caravan.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code caravan status}. */
@Command(
        name = "status",
        description = "Show the cluster's health; exit code 1 when it is not healthy.",
        footer = {"  caravan status", "  caravan status -o json", "  caravan status --show-console"})
public final class StatusCommand extends ServerCommand {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "",
            description = "json, yaml or jsonpath={…}")
    String output;

    @Option(
            names = "--show-console",
            description =
                    "Also print what the Hazelcast Management Center needs to connect. The cluster name is a secret.")
    boolean showConsole;

    @Override
    public Integer call() {
        Output form = Output.ofDocument(output, session, clock.instant());
        Object status = client().get("status", showConsole ? Map.of("console", "true") : Map.of());
        boolean healthy = Boolean.TRUE.equals(JsonTree.at(status, "healthy"));
        if (form.isTable()) {
            print(status, healthy);
        } else {
            form.document(status);
        }
        return healthy ? 0 : Failure.FAILED;
    }

    private void print(Object status, boolean healthy) {
        String problem = JsonTree.text(status, "problem");
        String leader = JsonTree.text(status, "leader");
        session.out().println("health      " + (healthy ? "healthy" : "NOT healthy: " + problem));
        session.out().println("version     " + JsonTree.text(status, "version"));
        session.out()
                .println("leader      " + (leader.isEmpty() ? "none" : leader) + ", term "
                        + JsonTree.text(status, "term"));
        session.out()
                .println("journal     revision " + JsonTree.text(status, "revision") + ", commit index "
                        + JsonTree.text(status, "commitIndex"));
        long lag = JsonTree.number(status, "revision") - JsonTree.number(status, "projectedRevision");
        session.out()
                .println("projection  revision " + JsonTree.text(status, "projectedRevision") + ", " + Math.max(0, lag)
                        + " behind");
        session.out()
                .println("nodes       " + JsonTree.text(status, "nodes.ready") + " of "
                        + JsonTree.text(status, "nodes.total") + " ready");
        if (showConsole) {
            session.out()
                    .println("console     cluster name " + JsonTree.text(status, "console.clusterName") + ", member "
                            + JsonTree.text(status, "console.member"));
        }
        Table quorum = new Table().row(List.of("JOURNAL", "ROLE", "STATE", "LAG", "ADDRESS"));
        JsonTree.list(status, "quorum")
                .forEach(m -> quorum.row(List.of(
                        JsonTree.text(m, "name"),
                        JsonTree.text(m, "role"),
                        JsonTree.text(m, "state"),
                        JsonTree.text(m, "lag"),
                        JsonTree.text(m, "address"))));
        session.out().println();
        quorum.print(session.out());
        JsonTree.list(status, "waiting").forEach(name -> session.out()
                .println("server " + name + " waits to be added: caravan member add " + name));
        Table members = new Table().row(List.of("MEMBER", "ROLE", "ADDRESS"));
        JsonTree.list(status, "members")
                .forEach(m -> members.row(
                        List.of(JsonTree.text(m, "name"), JsonTree.text(m, "role"), JsonTree.text(m, "address"))));
        session.out().println();
        members.print(session.out());
    }
}
