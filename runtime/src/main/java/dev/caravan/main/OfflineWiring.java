package dev.caravan.main;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.caravan.cli.Failure;
import dev.caravan.cli.IncludedFiles;
import dev.caravan.json.Json;
import dev.caravan.model.Kind;
import dev.caravan.model.Manifest;
import dev.caravan.routes.Format;
import dev.caravan.routes.RoutePrinter;
import dev.caravan.script.CompileOptions;
import dev.caravan.script.CompileResult;
import dev.caravan.script.Diagnostic;
import dev.caravan.script.Positions;
import dev.caravan.script.ScriptCompiler;
import dev.caravan.script.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code validate} and {@code routes}: the compiler alone, without a server. */
final class OfflineWiring {
    private OfflineWiring() {}

    static int validate(ValidateCommand command) {
        Logging.setUpQuiet();
        boolean json = command.output.equals("json");
        if (!json && !command.output.isEmpty()) {
            throw new Failure(Failure.USAGE, "-o should be json, was '" + command.output + "'");
        }
        ScriptCompiler compiler = new ScriptCompiler();
        List<Diagnostic> diagnostics = new ArrayList<>();
        ArrayNode manifests = Json.object().putArray("manifests");
        for (Path script : command.scripts) {
            CompileResult result = compile(compiler, script, command.given.parameters, command.given.overlays);
            if (result instanceof CompileResult.Failed failed) {
                diagnostics.addAll(failed.diagnostics());
            } else {
                Manifest manifest = ((CompileResult.Compiled) result).manifest();
                manifests.add(Json.valueTree(manifest));
                if (!json) System.out.println(script + ": valid, app " + manifest.app() + " with " + count(manifest));
            }
        }
        if (json) System.out.println(Json.text(diagnostics.isEmpty() ? manifests : Json.valueTree(diagnostics)));
        if (!json) print(diagnostics);
        return diagnostics.isEmpty() ? 0 : Failure.FAILED;
    }

    private static String count(Manifest manifest) {
        int n = manifest.workloads().size();
        int flows = manifest.workflows().size();
        String workflows = flows == 0 ? "" : " and " + flows + (flows == 1 ? " workflow" : " workflows");
        return n + (n == 1 ? " workload" : " workloads") + workflows;
    }

    static int routes(RoutesCommand command) {
        Logging.setUpQuiet();
        Format format;
        try {
            format = Format.valueOf(command.output.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new Failure(Failure.USAGE, "-o should be yaml, xml, tree or mermaid, was '" + command.output + "'");
        }
        CompileResult result =
                compile(new ScriptCompiler(), command.script, command.given.parameters, command.given.overlays);
        if (result instanceof CompileResult.Failed failed) {
            print(failed.diagnostics());
            return Failure.FAILED;
        }
        CompileResult.Compiled compiled = (CompileResult.Compiled) result;
        System.out.print(RoutePrinter.print(compiled.manifest(), format, places(compiled.positions())));
        return 0;
    }

    private static RoutePrinter.Places places(Positions positions) {
        return new RoutePrinter.Places() {
            @Override
            public String of(Kind kind, String name) {
                return positions.display(kind, name);
            }

            /** The file is named only where it is not the script. */
            @Override
            public String of(Kind kind, String name, String step) {
                return positions
                        .of(kind, name, step)
                        .map(at -> at.file().equals(positions.file()) ? at.line() + ":" + at.column() : at.display())
                        .orElse("");
            }
        };
    }

    /** Compiles a file of this machine. */
    static CompileResult compile(
            ScriptCompiler compiler, Path script, Map<String, String> parameters, List<String> overlays) {
        return compiler.compile(source(script), options(parameters, overlays));
    }

    static CompileOptions options(Map<String, String> parameters, List<String> overlays) {
        return new CompileOptions(
                parameters,
                new HashSet<>(overlays),
                ConnectorsFolder.read(System.getenv()).schemes());
    }

    /** A script of this machine with the files that it includes. */
    static Source source(Path script) {
        try {
            String directory = script.toAbsolutePath().normalize().getParent().toString();
            String text = Files.readString(script);
            return new Source(script.toString(), text, directory, IncludedFiles.of(script, text));
        } catch (NoSuchFileException e) {
            throw new Failure(Failure.FAILED, "there is no file " + script);
        } catch (IOException e) {
            throw new Failure(Failure.FAILED, script + " cannot be read: " + e);
        }
    }

    /** Prints errors with their source lines, and how many there are. */
    static void print(List<Diagnostic> diagnostics) {
        diagnostics.forEach(d -> System.err.println(d.render()));
        if (!diagnostics.isEmpty()) {
            System.err.println(diagnostics.size() + (diagnostics.size() == 1 ? " error" : " errors"));
        }
    }
}
