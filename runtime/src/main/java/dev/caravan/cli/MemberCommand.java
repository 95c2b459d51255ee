package dev.caravan.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code caravan member add|remove}. */
@Command(
        name = "member",
        description = "Add a server to the quorum, or remove one. 'caravan status' shows them.",
        footer = {"  caravan member add s4", "  caravan member remove s2"})
public final class MemberCommand extends ServerCommand {
    @Parameters(index = "0", paramLabel = "ACT", description = "add or remove.")
    String act;

    @Parameters(index = "1", paramLabel = "NAME", description = "The server's name.")
    String name;

    @Override
    public Integer call() {
        if (!act.equals("add") && !act.equals("remove")) {
            throw new Failure(Failure.USAGE, "member knows add and remove, not '" + act + "'");
        }
        client().post("members/" + name + ":" + act, Map.of(), null);
        session.out().println("member/" + name + (act.equals("add") ? " added" : " removed"));
        return 0;
    }
}
