package dev.caravan.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caravan scale}. */
@Command(
        name = "scale",
        description = "Change a service's number of pods until the next apply.",
        footer = {"  caravan scale service/web --replicas 5"})
public final class ScaleCommand extends ServerCommand {
    @Parameters(arity = "1", paramLabel = "service/NAME", description = "The service.")
    String word;

    @Option(names = "--replicas", required = true, paramLabel = "N", description = "The number of pods.")
    int replicas;

    @Override
    public Integer call() {
        Target target = Target.named(word);
        client().post(target.path() + ":scale", server.query(session), Map.of("replicas", (long) replicas));
        session.out().println(target.display() + " scaled to " + replicas);
        return 0;
    }
}
