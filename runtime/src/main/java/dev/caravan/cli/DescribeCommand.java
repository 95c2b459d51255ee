package dev.caravan.cli;

import dev.caravan.model.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code caravan describe}. */
@Command(
        name = "describe",
        description = "Show one object with its pods and events.",
        footer = {"  caravan describe service/web", "  caravan describe pod web-1f2e3d4c-0-0"})
public final class DescribeCommand extends ServerCommand {
    @Parameters(arity = "1..2", paramLabel = "KIND/NAME", description = "What to describe.")
    List<String> words;

    @Override
    public Integer call() {
        Target target = Target.of(words);
        if (target.name().isEmpty()) {
            throw new Failure(
                    Failure.USAGE, "describe needs a name: " + target.kind().singular() + "/NAME");
        }
        Object object = client().get(target.path(), server.query(session));
        session.out().print(Output.yaml(object));
        if (target.kind().isWorkload()) pods(target);
        events(target);
        session.out().flush();
        return 0;
    }

    private void pods(Target target) {
        Map<String, String> query = server.query(session);
        query.put(
                "labelSelector",
                "caravan/" + target.kind().singular() + "=" + target.name().orElseThrow());
        List<?> pods = JsonTree.list(client().get(Kind.POD.plural(), query), "items");
        if (pods.isEmpty()) return;
        session.out().println("\nPods:");
        new Output("wide", session, clock.instant()).objects(Kind.POD, pods, true);
    }

    private void events(Target target) {
        List<Object> about = new ArrayList<>();
        for (Object event : JsonTree.list(client().get(Kind.EVENT.plural(), server.query(session)), "items")) {
            boolean same =
                    JsonTree.text(event, "spec.about.name").equals(target.name().orElseThrow())
                            && JsonTree.text(event, "spec.about.kind")
                                    .equals(target.kind().title());
            if (same) about.add(event);
        }
        about.sort(Comparator.comparing(e -> JsonTree.number(e, "metadata.resourceVersion")));
        session.out().println("\nEvents:");
        if (about.isEmpty()) {
            session.out().println("<none>");
        } else {
            new Output("", session, clock.instant()).objects(Kind.EVENT, about, true);
        }
    }
}
