package dev.caravan.cli;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A script, and what is given with it. */
final class ScriptOptions {
    @Parameters(arity = "1", paramLabel = "SCRIPT", description = "The deployment script.")
    Path script;

    @Option(
            names = {"-p", "--param"},
            paramLabel = "KEY=VALUE",
            description = "A parameter of the script.")
    Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--params", paramLabel = "FILE", description = "Parameters, one key=value a line.")
    Path parameterFile;

    @Option(names = "--overlay", paramLabel = "NAME", description = "An overlay of the script to apply.")
    List<String> overlays = new ArrayList<>();

    @Option(names = "--reset", description = "Bring back what the script says where a canary was promoted over it.")
    boolean reset;

    /** The body of a plan or apply request. */
    Map<String, Object> request(String namespace) {
        Map<String, Object> body = new LinkedHashMap<>();
        String text = read(script);
        body.put("script", text);
        body.put("files", IncludedFiles.of(script, text));
        body.put("name", script.toString());
        Path directory = script.toAbsolutePath().normalize().getParent();
        body.put("directory", directory.toString());
        body.put("parameters", parameters());
        body.put("overlays", List.copyOf(overlays));
        body.put("namespace", namespace);
        body.put("reset", reset);
        return body;
    }

    private Map<String, String> parameters() {
        Map<String, String> all = new LinkedHashMap<>();
        if (parameterFile != null) {
            int number = 0;
            for (String line : read(parameterFile).split("\\R")) {
                number++;
                String text = line.strip();
                if (text.isEmpty() || text.startsWith("#")) continue;
                int equals = text.indexOf('=');
                if (equals < 1) {
                    throw new Failure(
                            Failure.USAGE,
                            parameterFile + ":" + number + ":1: should be key=value, was '" + text + "'");
                }
                all.put(
                        text.substring(0, equals).strip(),
                        text.substring(equals + 1).strip());
            }
        }
        all.putAll(parameters);
        return all;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new Failure(Failure.FAILED, "there is no file " + file);
        } catch (MalformedInputException e) {
            throw new Failure(Failure.FAILED, file + " is no text in UTF-8");
        } catch (IOException e) {
            throw new Failure(Failure.FAILED, file + " cannot be read: " + e.getMessage());
        }
    }
}
