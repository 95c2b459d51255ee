package dev.caravan.main;

import dev.caravan.cli.ApplyCommand;
import dev.caravan.cli.DeleteCommand;
import dev.caravan.cli.Failure;
import dev.caravan.model.App;
import dev.caravan.model.Kind;
import dev.caravan.store.Query;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;

/** Applies the script of {@code caravan up} the way {@code caravan apply} does, through the API. */
final class ScriptApplying {
    private final ControlPlane plane;
    private final UpCommand command;

    ScriptApplying(ControlPlane plane, UpCommand command) {
        this.plane = plane;
        this.command = command;
    }

    /** An app that is new and does not come up is taken back, so that nothing half-done stays. */
    int run() {
        Set<String> before = apps();
        List<String> args = new ArrayList<>(List.of(command.script.toString(), "--yes"));
        command.given.parameters.forEach((key, value) -> args.addAll(List.of("-p", key + "=" + value)));
        command.given.overlays.forEach(overlay -> args.addAll(List.of("--overlay", overlay)));
        int exitCode = execute(new ApplyCommand(), args);
        if (exitCode != 0) {
            Set<String> fresh = new HashSet<>(apps());
            fresh.removeAll(before);
            fresh.forEach(app -> execute(new DeleteCommand(), List.of("app/" + app)));
        }
        return exitCode;
    }

    private Set<String> apps() {
        Set<String> names = new HashSet<>();
        plane.store()
                .list(Query.of(Kind.APP), App.class)
                .forEach(app -> names.add(app.metadata().name()));
        return names;
    }

    private int execute(Object cli, List<String> args) {
        List<String> all = new ArrayList<>(args);
        all.addAll(List.of("--server", "http://" + plane.apiAddress(), "--token", plane.token()));
        return new CommandLine(cli)
                .setExecutionExceptionHandler((e, line, result) -> {
                    System.err.println(e instanceof Failure failure ? failure.text() : "caravan: " + e);
                    return e instanceof Failure failure ? failure.exitCode() : Failure.FAILED;
                })
                .execute(all.toArray(String[]::new));
    }
}
