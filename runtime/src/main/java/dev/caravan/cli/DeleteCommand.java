package dev.caravan.cli;

import dev.caravan.model.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caravan delete}. */
@Command(
        name = "delete",
        description = "Delete an object and all that it owns, and wait until it is gone.",
        footer = {"  caravan delete app/shop", "  caravan delete pod/web-1f2e3d4c-0-0"})
public final class DeleteCommand extends ServerCommand {
    @Parameters(arity = "1..2", paramLabel = "KIND/NAME", description = "What to delete.")
    List<String> words;

    @Option(
            names = "--wait",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Wait until it is gone (the default).")
    boolean wait;

    @Option(names = "--timeout", defaultValue = "2m", description = "How long to wait: 30s, 5m, 1h.")
    String timeout;

    @Option(
            names = {"-y", "--yes"},
            description = "Accepted for scripts; nothing is asked.")
    boolean yes;

    @Override
    public Integer call() {
        Target target = Target.of(words);
        if (target.name().isEmpty()) {
            throw new Failure(
                    Failure.USAGE, "delete needs a name: " + target.kind().singular() + "/NAME");
        }
        Duration limit = Durations.parse("--timeout", timeout);
        ApiClient client = client();
        Object deleted = client.delete(target.path(), server.query(session));
        String uid = JsonTree.text(deleted, "metadata.uid");
        if (wait) await(client, target, uid, limit);
        session.out().println(target.display() + (wait ? " deleted" : " is being deleted"));
        return 0;
    }

    private void await(ApiClient client, Target target, String uid, Duration limit) {
        Instant end = clock.instant().plus(limit);
        while (isThere(client, target, uid)) {
            if (clock.instant().isAfter(end)) {
                throw new Failure(
                        Failure.TIMED_OUT, target.display() + " is not gone after " + limit.toSeconds() + " s");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Failure(Failure.FAILED, "interrupted");
            }
        }
    }

    /** A list is asked, not the object, since an answer of 404 would be a failure. */
    private boolean isThere(ApiClient client, Target target, String uid) {
        Kind kind = target.kind();
        return JsonTree.list(client.get(kind.plural(), server.query(session)), "items").stream()
                .anyMatch(o -> JsonTree.text(o, "metadata.uid").equals(uid));
    }
}
